package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_ALLOC_FAILED;
import static org.bytedeco.cuda.global.cublas.cublasLtCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtGetStatusString;
import static org.bytedeco.cuda.global.cublas.cublasLtGetVersion;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cublas.cublasLtContext;

/** NVIDIA's library of products, cuBLASLt, in this process. */
final class Lt {
  private static final Map<Integer, cublasLtContext> HANDLES = new ConcurrentHashMap<>(); // by GPU

  /** Memory that an algorithm may use while it runs. */
  static final long WORKSPACE_BYTES = 32 << 20;

  private Lt() {}

  /** For calls to the calling thread's GPU from any thread; made on first use and kept. */
  static cublasLtContext handle() {
    return HANDLES.computeIfAbsent(
        Cuda.current(),
        gpu -> {
          cublasLtContext handle = new cublasLtContext();
          check(cublasLtCreate(handle), "start");
          return handle;
        });
  }

  /** The library's version, for instance 130200; loads it. */
  static long version() {
    return cublasLtGetVersion();
  }

  /**
   * Turns a status that a call returned into an exception.
   *
   * @throws GpuMemoryException where memory does not suffice
   */
  static void check(int status, String what) {
    if (status == CUBLAS_STATUS_ALLOC_FAILED) {
      throw new GpuMemoryException("memory does not suffice to " + what);
    }
    if (status != 0) {
      throw new IllegalStateException(
          "cuBLASLt cannot " + what + ": " + cublasLtGetStatusString(status).getString());
    }
  }
}
