package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaMemcpy;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;

import java.util.Arrays;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
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
  /** Patches that lie whole, one after the other: [P, C, size]. */
  static PatchInput dense(GpuScope scope, Pointer samples, int patches, int channels, int size) {
    long[] starts = new long[patches];
    Arrays.setAll(starts, p -> (long) p * channels * size);
    int[] lengths = new int[patches];
    Arrays.fill(lengths, size);
    Pointer startsThere = scope.allocate((long) patches * Long.BYTES);
    Pointer lengthsThere = scope.allocate((long) patches * Integer.BYTES);
    try (LongPointer from = new LongPointer(starts);
        IntPointer lengthsFrom = new IntPointer(lengths)) {
      Cuda.check(
          cudaMemcpy(startsThere, from, (long) patches * Long.BYTES, cudaMemcpyHostToDevice),
          "take patches' places");
      Cuda.check(
          cudaMemcpy(
              lengthsThere, lengthsFrom, (long) patches * Integer.BYTES, cudaMemcpyHostToDevice),
          "take patches' lengths");
    }
    return new PatchInput(samples, startsThere, lengthsThere, size);
  }
}
