package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaDeviceSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The EEGPT encoder on an NVIDIA GPU: {@code Nd4jEncoder}'s steps as kernels that are compiled for
 * the GPU at hand.
 *
 * <p>A patch's result has the same bits in whatever batch it is computed.
 */
public final class CudaEncoder implements EncoderEngine {
  /** What a model's width must be a multiple of. */
  public static final int WIDTH = 64;

  /** Tokens of the largest batch: enough that kernels' beginnings and ends do not count. */
  private static final int MOST_TOKENS = 1 << 18;

  /** Patches of a lane for single windows. */
  private static final int FEW_PATCHES = 256;

  private static final int LANES_KEPT = 4;
  private static final Logger LOG = LoggerFactory.getLogger(CudaEncoder.class);

  private final GpuWeights weights;
  private final Precision precision;
  private final Arithmetic arithmetic;
  private final CUstream_st compute = new CUstream_st();
  private final Map<Route, Lane> lanes = new LinkedHashMap<>();
  private int mostTokens = MOST_TOKENS;

  /** Which lane: rows of the channel embedding, and whether batches are large. */
  private record Route(List<Integer> electrodes, boolean large) {}

  /** Brings a checkpoint's encoder weights to the GPU. */
  public CudaEncoder(Checkpoint checkpoint, EngineOptions options) {
    Cuda.enter();
    this.precision = options.precision();
    this.arithmetic = Arithmetic.of(precision);
    this.weights = new GpuWeights(checkpoint, arithmetic);
    Cuda.check(cudaStreamCreateWithFlags(compute, cudaStreamNonBlocking), "open a stream");
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public INDArray encode(PatchBatch batch) {
    Cuda.enter();
    INDArray from = FloatArrays.rowMajor(batch.patches());
    Lane lane = enter(batch);
    try {
      return encode(lane, from);
    } finally {
      leave(lane);
      if (from != batch.patches()) {
        from.close();
      }
    }
  }

  private INDArray encode(Lane lane, INDArray from) {
    int patches = Math.toIntExact(from.size(0));
    INDArray tokens =
        Nd4j.createUninitialized(
            DataType.FLOAT, patches, weights.config().embedNum(), weights.config().embedDim());
    long patchBytes = from.length() / patches * Float.BYTES;
    long tokenBytes = tokens.length() / patches * Float.BYTES;
    long source = from.data().addressPointer().address();
    long target = tokens.data().addressPointer().address();
    Deque<Lane.Batch> underWay = new ArrayDeque<>();
    int finished = 0;
    try {
      for (int first = 0; first < patches; first += lane.capacity()) {
        if (underWay.size() == 2) {
          finished += finish(lane, underWay.remove(), target + finished * tokenBytes);
        }
        int count = Math.min(lane.capacity(), patches - first);
        underWay.add(lane.start(new At(source + first * patchBytes), count));
      }
      while (!underWay.isEmpty()) {
        finished += finish(lane, underWay.remove(), target + finished * tokenBytes);
      }
    } catch (RuntimeException e) {
      underWay.forEach(batch -> abandon(lane, batch, e));
      tokens.close();
      throw e;
    }
    return tokens;
  }

  /**
   * Times the encoder alone, on patches that it brought to the GPU before.
   *
   * @param batch encoded first; at most what goes through the GPU at once
   * @param repeats of which the median counts
   */
  public GpuTiming time(PatchBatch batch, int repeats) {
    encode(batch).close();
    Lane lane = enter(batch);
    try {
      return lane.time(batch.size(), repeats);
    } finally {
      leave(lane);
    }
  }

  /** Memory on the GPU: weights, activations and batches under way. */
  public long gpuBytes() {
    synchronized (lanes) {
      return weights.bytes() + lanes.values().stream().mapToLong(Lane::bytes).sum();
    }
  }

  private static int finish(Lane lane, Lane.Batch batch, long to) {
    lane.finish(batch, new At(to));
    return batch.patches();
  }

  /** Frees what a batch has taken of a lane, or later ones would wait for it for ever. */
  private static void abandon(Lane lane, Lane.Batch batch, RuntimeException because) {
    try {
      lane.abandon(batch);
    } catch (RuntimeException e) {
      because.addSuppressed(e);
    }
  }

  /** The lane for a batch, opened where there is none; to be left. */
  private Lane enter(PatchBatch batch) {
    int[] electrodes = batch.electrodes();
    boolean large = batch.size() > FEW_PATCHES;
    Route route = new Route(Arrays.stream(electrodes).boxed().toList(), large);
    synchronized (lanes) {
      Lane lane = lanes.get(route);
      if (lane == null) {
        if (lanes.size() >= LANES_KEPT) {
          closeOneIdle();
        }
        lane = open(electrodes, large);
        lanes.put(route, lane);
      }
      lane.enter();
      return lane;
    }
  }

  private void leave(Lane lane) {
    synchronized (lanes) {
      lane.leave();
    }
  }

  /** Closes the first lane that no one uses. */
  private void closeOneIdle() {
    for (Iterator<Lane> all = lanes.values().iterator(); all.hasNext(); ) {
      Lane lane = all.next();
      if (lane.isIdle()) {
        all.remove();
        lane.close();
        return;
      }
    }
  }

  /** Opens a lane; where the GPU's memory does not suffice, one for half as large batches. */
  private Lane open(int[] electrodes, boolean large) {
    int tokens = electrodes.length + weights.config().embedNum();
    int most = Math.max(1, mostTokens / tokens);
    int capacity = large ? most : Math.min(most, FEW_PATCHES);
    try {
      return new Lane(weights, arithmetic, electrodes, capacity, compute);
    } catch (GpuMemoryException e) {
      LOG.warn("{}; going on with batches of half the size", e.getMessage());
      mostTokens /= 2;
      return new Lane(weights, arithmetic, electrodes, Math.max(1, capacity / 2), compute);
    }
  }

  /** An address that is not ours to free. */
  private static final class At extends Pointer {
    At(long address) {
      this.address = address;
    }
  }

  @Override
  public void close() {
    Cuda.enter();
    cudaDeviceSynchronize();
    lanes.values().forEach(Lane::close);
    lanes.clear();
    cudaStreamDestroy(compute);
    weights.close();
  }
}
