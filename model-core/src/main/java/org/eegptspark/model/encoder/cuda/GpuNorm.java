package org.eegptspark.model.encoder.cuda;

import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.encoder.EncoderTensors;

/**
 * A layer norm's weights on the GPU.
 *
 * @param scale float [D]
 * @param shift float [D]
 */
record GpuNorm(Pointer scale, Pointer shift) {
  static GpuNorm of(GpuScope scope, EncoderTensors of, String name) {
    return new GpuNorm(
        scope.copyOf(of.get(name + ".weight")), scope.copyOf(of.get(name + ".bias")));
  }
}
