package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** The oneDNN library of this process: whether it loads, and its CPU. */
public final class OneDnn {
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
   * The best instruction set that oneDNN uses here, such as {@code avx2} or {@code
   * avx512_core_bf16}: the CPU's, or less where the environment variable ONEDNN_MAX_CPU_ISA says
   * so.
   */
  public static String instructionSet() {
    return isAvailable() ? dnnl.get_effective_cpu_isa().toString() : "unknown, oneDNN not loaded";
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
