package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;

import java.util.Random;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.FloatPointer;

/** The oneDNN library of this process: whether it loads, and its CPU. */
public final class OneDnn {
  /** Not transposed. */
  private static final byte NO = 'N';

  private OneDnn() {}

  /** Whether oneDNN's natives load on this machine. */
  public static boolean isAvailable() {
    return Natives.FAILURE == null;
  }

  /** Why oneDNN's natives do not load; null where they do. */
  public static Throwable unavailableBecause() {
    return Natives.FAILURE;
  }

  /** Whether this CPU multiplies bfloat16 itself (AVX512-BF16 or AMX) and oneDNN may use it. */
  public static boolean multipliesBf16() {
    return isAvailable()
        && (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_bf16)
            == dnnl_cpu_isa_avx512_core_bf16;
  }

  /**
   * What this machine can: GFLOP/s of a single-precision product of 2048 x 2048 matrices on all
   * cores, the best of ten.
   *
   * @throws IllegalStateException where {@link #isAvailable} is not so
   */
  public static double sgemmGflops() {
    int n = 2048;
    FloatPointer a = random((long) n * n);
    FloatPointer b = random((long) n * n);
    FloatPointer c = new FloatPointer((long) n * n);
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long begin = System.nanoTime();
      check(dnnl_sgemm(NO, NO, n, n, n, 1, a, n, b, n, 0, c, n), "multiply matrices");
      best = Math.min(best, System.nanoTime() - begin);
    }
    a.close();
    b.close();
    c.close();
    return 2.0 * n * n * n / best;
  }

  private static FloatPointer random(long length) {
    FloatPointer values = new FloatPointer(length);
    Random random = new Random(1);
    for (long i = 0; i < length; i++) {
      values.put(i, random.nextFloat());
    }
    return values;
  }

  static dnnl_engine cpu() {
    return Natives.CPU;
  }

  /** Where primitives run; as they run at once on the CPU, one serves all threads. */
  static dnnl_stream stream() {
    return Natives.STREAM;
  }

  /** Turns a status that oneDNN returned into an exception. */
  static void check(int status, String what) {
    if (status != 0) {
      throw new IllegalStateException("oneDNN cannot " + what + ": status " + status);
    }
  }

  private static final class Natives {
    static final dnnl_engine CPU;
    static final dnnl_stream STREAM;
    static final Throwable FAILURE;

    static {
      dnnl_engine cpu = null;
      dnnl_stream stream = null;
      Throwable failure = null;
      try {
        cpu = new dnnl_engine();
        check(dnnl_engine_create(cpu, dnnl_cpu, 0), "open the CPU");
        stream = new dnnl_stream();
        check(dnnl_stream_create(stream, cpu, 1), "open a stream");
      } catch (LinkageError | RuntimeException e) {
        failure = e;
      }
      CPU = cpu;
      STREAM = stream;
      FAILURE = failure;
    }
  }
}
