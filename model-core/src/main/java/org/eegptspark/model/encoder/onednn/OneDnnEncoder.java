package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eegptspark.model.array.FloatArrays;
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

  private static final int MONTAGES_KEPT = 32;

  /** Of a call: more would only make the copies of its patches larger. */
  private static final int PATCHES_A_THREAD = 64;

  private final EncoderWeights weights;
  private final Precision precision;
  private final int threads;
  private final int cores;
  private final int batch;
  private final Lanes lanes;
  private final Map<List<Integer>, MontageConstants> montages = new LinkedHashMap<>(); // by rows
  private volatile int threadsACall;

  /** Takes a checkpoint's encoder weights; the checkpoint's arrays are copied. */
  public OneDnnEncoder(Checkpoint checkpoint, EngineOptions options) {
    this.precision = options.precision();
    this.threads = options.threads();
    this.cores = options.cores();
    this.threadsACall = threads;
    this.batch = options.batchOr(threads * PATCHES_A_THREAD);
    int type = precision == Precision.BF16 ? dnnl_bf16 : dnnl_f32;
    try (OneThread thread = new OneThread()) {
      this.weights = thread.call(() -> new EncoderWeights(checkpoint, type)).join();
    }
    this.lanes = new Lanes(weights);
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
  public int batchSize(int channels) {
    return batch;
  }

  @Override
  public void sharedBy(int tasks) {
    threadsACall = Math.max(threads, cores / tasks);
  }

  @Override
  public INDArray encode(PatchBatch batch) {
    int patches = batch.size();
    int[] electrodes = batch.electrodes();
    Shape shape = new Shape(weights.config(), electrodes.length);
    MontageConstants constants = constants(electrodes);
    INDArray from = FloatArrays.rowMajor(batch.patches());
    INDArray tokens =
        Nd4j.createUninitialized(DataType.FLOAT, patches, shape.summaries(), shape.dim());
    long patchBytes = from.length() / patches * Float.BYTES;
    long tokenBytes = tokens.length() / patches * Float.BYTES;
    int parts = Math.min(threadsACall, patches);
    List<Lane> taken = new ArrayList<>();
    CompletableFuture<?>[] running = new CompletableFuture<?>[parts];
    for (int i = 0; i < parts; i++) {
      int first = (int) ((long) i * patches / parts);
      int count = (int) ((i + 1L) * patches / parts) - first;
      long source = address(from) + first * patchBytes;
      long target = address(tokens) + first * tokenBytes;
      taken.add(lanes.take(shape));
      running[i] = taken.get(i).start(source, count, constants, target);
    }
    CompletableFuture.allOf(running).join();
    taken.forEach(lanes::giveBack);
    if (from != batch.patches()) {
      from.close();
    }
    return tokens;
  }

  private MontageConstants constants(int[] electrodes) {
    List<Integer> rows = Arrays.stream(electrodes).boxed().toList();
    synchronized (montages) {
      MontageConstants known = montages.get(rows);
      if (known == null) {
        known = MontageConstants.of(weights, electrodes);
        if (montages.size() == MONTAGES_KEPT) {
          montages.remove(montages.keySet().iterator().next());
        }
        montages.put(rows, known);
      }
      return known;
    }
  }

  private static long address(INDArray array) {
    return array.data().addressPointer().address();
  }

  @Override
  public void close() {
    lanes.close();
    weights.close();
  }
}
