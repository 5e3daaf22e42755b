package org.eegptspark.model.encoder.cuda;

/**
 * How a batch lies on the GPU: parts of one form can go together.
 *
 * @param dense whether patches lie one after the other, [P, C, size], and not in a signal, [C, T]
 * @param patchesAWindow of which a mean is taken; 0 where every patch's tokens are given
 * @param onGpu where samples lie that are on the GPU already, whose results stay there as well;
 *     null where the batch brings them
 */
record Form(boolean dense, int patchesAWindow, OnGpu onGpu) {
  /**
   * Samples on the GPU.
   *
   * @param samples address of floats
   * @param channelStride samples from a channel to the next
   */
  record OnGpu(long samples, long channelStride) {}

  /** Of samples that the batch brings. */
  Form(boolean dense, int patchesAWindow) {
    this(dense, patchesAWindow, null);
  }

  boolean pooled() {
    return patchesAWindow > 0;
  }
}
