package org.eegptspark.model.encoder.cuda;

import org.bytedeco.cuda.cudart.CUstream_st;

/**
 * A step by one kernel.
 *
 * @param arguments of the kernel; some are set anew for each batch
 * @param patchWork work on one patch
 * @param start starts the kernel
 */
record Launch(Arguments arguments, Work patchWork, Start start) implements Step {
  /** How a kernel is started on a number of patches. */
  interface Start {
    void on(int patches, CUstream_st stream);
  }

  @Override
  public void run(int patches, CUstream_st stream) {
    start.on(patches, stream);
  }

  @Override
  public Work work(int patches) {
    return new Work(patchWork.name(), patches * patchWork.flops(), patches * patchWork.bytes());
  }
}
