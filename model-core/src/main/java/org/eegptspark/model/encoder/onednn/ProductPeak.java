package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_memory;
import org.eegptspark.model.encoder.Precision;

/** What oneDNN's plain matrix product reaches on this machine: the ceiling of an encoder. */
public final class ProductPeak {
  private static final int ROWS = 512;
  private static final int INPUTS = 512;
  private static final int OUTPUTS = 2048;

  private ProductPeak() {}

  /**
   * Measures a product of 512 x 512 by packed 512 x 2048, one on each thread, again and again.
   *
   * @param precision fp32 or bf16
   * @param time to spend
   * @return GFLOP/s of all threads together, each at the median of its calls
   */
  public static double gflops(Precision precision, int threads, Duration time) {
    List<OneThread> workers = Stream.generate(OneThread::new).limit(threads).toList();
    List<CompletableFuture<Double>> running =
        workers.stream().map(worker -> worker.call(() -> ofOneThread(precision, time))).toList();
    double sum = running.stream().mapToDouble(CompletableFuture::join).sum();
    workers.forEach(OneThread::close);
    return sum;
  }

  private static double ofOneThread(Precision precision, Duration time) {
    int type = precision == Precision.BF16 ? dnnl_bf16 : dnnl_f32;
    try (NativeScope scope = new NativeScope()) {
      Step product = product(scope, type);
      List<Long> nanos = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      while (nanos.isEmpty() || System.nanoTime() < end) {
        long start = System.nanoTime();
        product.run();
        nanos.add(System.nanoTime() - start);
      }
      nanos.sort(null);
      return 2.0 * ROWS * INPUTS * OUTPUTS / nanos.get(nanos.size() / 2);
    }
  }

  private static Step product(NativeScope scope, int type) {
    Layout left = Layout.dense(type, ROWS, INPUTS);
    Layout result = Layout.dense(type, ROWS, OUTPUTS);
    PackedWeight weight =
        PackedWeight.of(
            scope, type, new float[INPUTS * OUTPUTS], Layout.dense(dnnl_f32, INPUTS, OUTPUTS));
    dnnl_memory from =
        NativeArray.allocate(scope, (long) ROWS * INPUTS * Float.BYTES).memory(scope, left);
    dnnl_memory to =
        NativeArray.allocate(scope, (long) ROWS * OUTPUTS * Float.BYTES).memory(scope, result);
    Kernel kernel = new Product(scope, left, weight.layout(), result).compile();
    return new Steps(scope, new Scratchpad(scope)).product(kernel, from, weight.memory(), to);
  }
}
