package org.eegptspark.model.encoder.nd4j;

import org.nd4j.linalg.cpu.nativecpu.CpuBackend;

/**
 * ND4J's CPU backend wherever its CUDA backend is not in the build or cannot run: ND4J itself would
 * take that one wherever there is any GPU, and fail at its first operation on a newer one.
 *
 * <p>ND4J finds it as a service.
 */
public final class CpuInstead extends CpuBackend {
  private static final int BEFORE_ALL = Integer.MAX_VALUE;

  @Override
  public boolean isAvailable() {
    return !Nd4jGpu.isUsed();
  }

  @Override
  public int getPriority() {
    return BEFORE_ALL;
  }
}
