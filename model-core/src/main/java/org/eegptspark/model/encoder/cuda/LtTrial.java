package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaMemcpy;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemset;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.cuda.cublas.cublasLtMatmulAlgo_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A product of a shape over numbers drawn at random, to try cuBLASLt's algorithms on. */
final class LtTrial implements AutoCloseable {
  private static final int MANY = 1 << 14; // rows that fill any GPU
  private static final int FEW = 768; // of a window
  private static final int PROPOSALS = 12;
  private static final int RUNS = 5;

  /** Rows that an algorithm must serve, odd ones among them. */
  private static final List<Integer> ACCEPTED =
      List.of(LtAlgorithms.LEAST_ROWS, 77, FEW, MANY, 1 << 18);

  private final GpuScope scope = new GpuScope();
  private final LtShape shape;
  private final LtCall call;
  private final Pointer to;
  private final CUstream_st stream = new CUstream_st();

  LtTrial(LtShape shape) {
    this.shape = shape;
    try {
      Pointer weight = random((long) shape.outputs() * shape.pitch() * shape.fromBytes(), 1);
      Pointer bias = random((long) shape.outputs() * Float.BYTES, 2);
      Pointer from = random((long) MANY * shape.pitch() * shape.fromBytes(), 3);
      to = scope.allocate((long) MANY * shape.outputs() * shape.toBytes());
      Pointer workspace = scope.allocate(Lt.WORKSPACE_BYTES);
      call = new LtCall(scope, shape, weight, bias, from, to, workspace);
      Cuda.check(cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking), "open a stream");
      scope.own(stream, () -> cudaStreamDestroy(stream));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** Numbers between -1 and 1 whose two bytes of every four, or all four, are as good as any. */
  private Pointer random(long bytes, int seed) {
    Random random = new Random(seed);
    short[] block = new short[1 << 20];
    for (int i = 0; i < block.length; i++) {
      block[i] = (short) (Float.floatToRawIntBits(2 * random.nextFloat() - 1) >>> Short.SIZE);
    }
    Pointer first = scope.copyOf(block);
    Pointer all = scope.allocate(bytes);
    long blockBytes = (long) block.length * Short.BYTES;
    for (long at = 0; at < bytes; at += blockBytes) {
      long some = Math.min(blockBytes, bytes - at);
      Cuda.check(
          cudaMemcpy(new Pointer(all).position(at), first, some, cudaMemcpyDeviceToDevice),
          "copy numbers");
    }
    return all;
  }

  /** Whether an algorithm serves the shape with any number of rows. */
  private boolean accepts(LtAlgorithm algorithm) {
    return ACCEPTED.stream().allMatch(rows -> call.accepts(algorithm, rows));
  }

  /**
   * The fastest over many rows, and over few the fastest of those that give the same bits.
   *
   * @throws IllegalStateException where the library has none
   */
  LtAlgorithms fastest() {
    Set<LtAlgorithm> all = new LinkedHashSet<>(call.proposals(MANY, PROPOSALS));
    all.addAll(call.proposals(FEW, PROPOSALS));
    all.removeIf(algorithm -> !accepts(algorithm));
    if (all.isEmpty()) {
      throw new IllegalStateException(
          "cuBLASLt " + Lt.version() + " has no algorithm for " + shape + " on " + Cuda.device());
    }
    LtAlgorithm many = fastest(all, MANY);
    byte[] bits = result(many);
    all.removeIf(algorithm -> !Arrays.equals(result(algorithm), bits));
    return new LtAlgorithms(fastest(all, FEW), many);
  }

  private LtAlgorithm fastest(Set<LtAlgorithm> of, int rows) {
    Map<LtAlgorithm, Double> times = new HashMap<>();
    of.forEach(algorithm -> times.put(algorithm, milliseconds(algorithm, rows)));
    return of.stream().min(Comparator.comparing(times::get)).orElseThrow();
  }

  /** The least time of a few runs. */
  private double milliseconds(LtAlgorithm algorithm, int rows) {
    try (cublasLtMatmulAlgo_t its = algorithm.toNative()) {
      call.run(its, rows, stream);
      return IntStream.range(0, RUNS)
          .mapToDouble(i -> GpuTiming.milliseconds(() -> call.run(its, rows, stream), stream))
          .min()
          .orElseThrow();
    }
  }

  /** What an algorithm makes of few rows. */
  private byte[] result(LtAlgorithm algorithm) {
    byte[] bits = new byte[FEW * shape.outputs() * shape.toBytes()];
    Cuda.check(cudaMemset(to, 0, bits.length), "clear memory");
    try (cublasLtMatmulAlgo_t its = algorithm.toNative();
        BytePointer copy = new BytePointer(bits.length)) {
      call.run(its, FEW, stream);
      Cuda.check(cudaStreamSynchronize(stream), "multiply");
      Cuda.check(cudaMemcpy(copy, to, bits.length, cudaMemcpyDeviceToHost), "give a result");
      copy.get(bits);
    }
    return bits;
  }

  @Override
  public void close() {
    scope.close();
  }
}
