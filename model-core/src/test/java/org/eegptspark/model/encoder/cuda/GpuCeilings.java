package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemsetAsync;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.encoder.Precision;

/**
 * What this GPU can do, measured here and now: the roofline that kernels are held against.
 *
 * @param tflops tera operations a second of cuBLASLt's product of two matrices of 8192 x 8192, in
 *     the precision; in fp32, where the engine's own product sums six in bf16, a sixth of bf16's
 * @param gigabytes a second that a copy within the GPU's memory reads and writes
 */
record GpuCeilings(double tflops, double gigabytes) {
  private static final int SIZE = 8192;
  private static final long COPIED = 2L << 30;
  private static final int RUNS = 7;

  /** Measures both; the GPU is idle else. */
  static GpuCeilings of(Precision precision) {
    Cuda.enter(0);
    boolean parts = Arithmetic.of(precision).products() == Kind.PARTS;
    double tflops = parts ? multiplied(Precision.BF16) / 6 : multiplied(precision);
    return new GpuCeilings(tflops, copied());
  }

  /** Of the ceiling that is nearer to a kernel, how much it reaches; 1 is all. */
  double share(GpuTiming.KernelTime kernel) {
    return Math.max(kernel.tflops() / tflops, kernel.gigabytes() / gigabytes);
  }

  /** Which ceiling is nearer. */
  String bound(GpuTiming.KernelTime kernel) {
    return kernel.tflops() / tflops > kernel.gigabytes() / gigabytes ? "products" : "memory";
  }

  private static double multiplied(Precision precision) {
    Arithmetic arithmetic = Arithmetic.of(precision, true);
    try (GpuScope scope = new GpuScope()) {
      float[] weight = new float[SIZE * SIZE];
      Random random = new Random(1);
      for (int i = 0; i < weight.length; i++) {
        weight[i] = random.nextFloat() - 0.5f;
      }
      GpuLinear layer =
          GpuLinear.of(scope, arithmetic, new Layer(weight, new float[SIZE]), Kind.BF16);
      Pointer to = scope.allocate((long) SIZE * SIZE * Float.BYTES);
      LtProduct product =
          new LtProduct(
              scope,
              new LinearTask(
                  "ceiling",
                  arithmetic,
                  layer.weight(),
                  layer,
                  to,
                  arithmetic.products(),
                  false,
                  null,
                  SIZE,
                  1),
              scope.allocate(Lt.WORKSPACE_BYTES));
      CUstream_st stream = new CUstream_st();
      return 2.0 * SIZE * SIZE * SIZE / milliseconds(() -> product.run(1, stream)) / 1e9;
    }
  }

  private static double copied() {
    try (GpuScope scope = new GpuScope()) {
      Pointer from = scope.allocate(COPIED);
      Pointer to = scope.allocate(COPIED);
      CUstream_st stream = new CUstream_st();
      Cuda.check(cudaMemsetAsync(from, 1, COPIED, stream), "fill memory");
      double ms =
          milliseconds(
              () ->
                  Cuda.check(
                      cudaMemcpyAsync(to, from, COPIED, cudaMemcpyDeviceToDevice, stream), "copy"));
      return 2.0 * COPIED / ms / 1e6;
    }
  }

  /** The median of a few runs, the first left out. */
  private static double milliseconds(Runnable work) {
    CUstream_st stream = new CUstream_st();
    GpuTiming.milliseconds(work, stream);
    double[] times =
        IntStream.range(0, RUNS).mapToDouble(i -> GpuTiming.milliseconds(work, stream)).toArray();
    Arrays.sort(times);
    return times[RUNS / 2];
  }
}
