package org.eegptspark.model.encoder.cuda;

import org.bytedeco.javacpp.Pointer;

/**
 * Where a batch's patches lie on the GPU: see {@code embed.cu}.
 *
 * @param samples float, of all patches
 * @param starts long [P], where in {@code samples} a patch starts
 * @param lengths int [P], samples of a patch; the rest of it is zero
 * @param channelStride samples from a channel to the next
 */
record PatchInput(Pointer samples, Pointer starts, Pointer lengths, long channelStride) {
  /** A batch's that lies at an address, but for samples that were on the GPU before. */
  static PatchInput of(BatchLayout batch, Pointer at) {
    Form.OnGpu onGpu = batch.form().onGpu();
    return new PatchInput(
        new Address(onGpu == null ? at.address() + batch.samples() : onGpu.samples()),
        new Address(at.address() + batch.starts()),
        new Address(at.address() + batch.lengths()),
        onGpu == null ? batch.columns() : onGpu.channelStride());
  }
}
