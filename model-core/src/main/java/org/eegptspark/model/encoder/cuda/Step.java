package org.eegptspark.model.encoder.cuda;

import org.bytedeco.cuda.cudart.CUstream_st;

/** A kernel with the memory it works on. */
interface Step {
  /** Puts the work on the first patches of a batch into a stream. */
  void run(int patches, CUstream_st stream);

  /** What that work is. */
  Work work(int patches);

  /**
   * Work of a step.
   *
   * @param name of the kernel, and what it is for
   * @param flops floating-point operations that the model asks for; a product of [m, k] and [k, n]
   *     counts 2 m n k, however it is computed
   * @param bytes of arrays that are read or written, each once
   */
  record Work(String name, double flops, double bytes) {}
}
