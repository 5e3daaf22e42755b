package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import org.bytedeco.dnnl.dnnl_memory;

/** A layer norm's scale and shift, both [D]. */
record Norm(dnnl_memory scale, dnnl_memory shift) {
  static Norm of(NativeScope scope, float[] scale, float[] shift) {
    Layout row = Layout.dense(dnnl_f32, scale.length);
    return new Norm(
        NativeArray.of(scope, scale).memory(scope, row),
        NativeArray.of(scope, shift).memory(scope, row));
  }
}
