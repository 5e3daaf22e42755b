package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The EEGPT encoder in oneDNN primitives, for CPUs: {@code Nd4jEncoder} with less work and less
 * memory traffic.
 *
 * <p>Weights are packed once and shared. Threads divide a batch's patches among them, each running
 * all of the encoder on its share, so no thread waits for another inside a batch, and a patch's
 * result has the same bits wherever it is computed.
 */
public final class OneDnnEncoder implements EncoderEngine {
  /** The first block and the last are special, and must not be the same. */
  public static final int LEAST_DEPTH = 2;

  private final NativeScope constantsScope = new NativeScope();
  private final EncoderWeights weights;
  private final Precision precision;
  private final int threads;
  private final Map<Integer, Queue<Lane>> idleLanes = new ConcurrentHashMap<>(); // by channels
  private final Map<Montage, MontageConstants> montages = new ConcurrentHashMap<>();

  /** Takes a checkpoint's encoder weights; the checkpoint's arrays are copied. */
  public OneDnnEncoder(Checkpoint checkpoint, EngineOptions options) {
    this.precision = options.precision();
    this.threads = options.threads();
    int type = precision == Precision.BF16 ? dnnl_bf16 : dnnl_f32;
    this.weights = Workers.call(() -> new EncoderWeights(checkpoint, type));
  }

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public INDArray encode(PatchBatch batch) {
    int patches = batch.size();
    int[] electrodes = batch.electrodes();
    Shape shape = new Shape(weights.config(), electrodes.length);
    MontageConstants constants = constants(shape, electrodes);
    INDArray from = rowMajor(batch.patches());
    INDArray tokens =
        Nd4j.createUninitialized(DataType.FLOAT, patches, shape.summaries(), shape.dim());
    long patchBytes = from.length() / patches * Float.BYTES;
    long tokenBytes = tokens.length() / patches * Float.BYTES;
    int parts = Math.min(threads, patches);
    CompletableFuture<?>[] running = new CompletableFuture<?>[parts];
    for (int i = 0; i < parts; i++) {
      int first = (int) ((long) i * patches / parts);
      int count = (int) ((i + 1L) * patches / parts) - first;
      long source = address(from) + first * patchBytes;
      long target = address(tokens) + first * tokenBytes;
      running[i] = Workers.start(() -> encode(shape, source, count, constants, target));
    }
    CompletableFuture.allOf(running).join();
    if (from != batch.patches()) {
      from.close();
    }
    return tokens;
  }

  private void encode(Shape shape, long from, int patches, MontageConstants constants, long to) {
    Queue<Lane> idle =
        idleLanes.computeIfAbsent(shape.channels(), c -> new ConcurrentLinkedQueue<>());
    Lane lane = idle.poll();
    if (lane == null) {
      lane = new Lane(weights, shape);
    }
    lane.encode(from, patches, constants, to);
    idle.add(lane);
  }

  private MontageConstants constants(Shape shape, int[] electrodes) {
    Montage montage = new Montage(electrodes);
    MontageConstants known = montages.get(montage);
    if (known != null) {
      return known;
    }
    synchronized (constantsScope) {
      return montages.computeIfAbsent(
          montage, m -> MontageConstants.of(constantsScope, weights, shape, electrodes));
    }
  }

  private static INDArray rowMajor(INDArray array) {
    return array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
  }

  private static long address(INDArray array) {
    return array.data().address();
  }

  @Override
  public void close() {
    idleLanes.values().forEach(lanes -> lanes.forEach(Lane::close));
    constantsScope.close();
    weights.close();
  }

  /** Electrodes, equal by value. */
  private record Montage(int[] electrodes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Montage montage && Arrays.equals(electrodes, montage.electrodes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(electrodes);
    }
  }
}
