package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;

/**
 * A linear layer's weights, split along its inputs: oneDNN sums a product's terms one after another
 * in fp32, and a sum of a few short sums is rounded less than a long one.
 *
 * @param inputs columns that the layer reads
 * @param outputs columns that it makes
 * @param partInputs columns that each part reads; the last may read fewer
 * @param parts [partInputs, out]
 * @param bias fp32 [1, out]
 */
record Linear(int inputs, int outputs, int partInputs, List<PackedWeight> parts, dnnl_memory bias) {
  /**
   * Packs weights.
   *
   * @param type of products
   * @param weight row-major [out, in]
   * @param bias [out]
   * @param partInputs terms of the longest sum
   */
  static Linear pack(NativeScope scope, int type, float[] weight, float[] bias, int partInputs) {
    int outputs = bias.length;
    int inputs = weight.length / outputs;
    List<PackedWeight> parts = new ArrayList<>();
    for (int from = 0; from < inputs; from += partInputs) {
      int width = Math.min(partInputs, inputs - from);
      float[] part = width == inputs ? weight : columns(weight, inputs, from, width);
      Layout plain = Layout.dense(dnnl_f32, width, outputs).strides(1, width);
      parts.add(PackedWeight.of(scope, type, part, plain));
    }
    dnnl_memory row = NativeArray.of(scope, bias).memory(scope, Layout.dense(dnnl_f32, 1, outputs));
    return new Linear(inputs, outputs, partInputs, List.copyOf(parts), row);
  }

  private static float[] columns(float[] weight, int inputs, int from, int width) {
    int outputs = weight.length / inputs;
    float[] part = new float[outputs * width];
    for (int o = 0; o < outputs; o++) {
      System.arraycopy(weight, o * inputs + from, part, o * width, width);
    }
    return part;
  }

  /** Columns that a part reads. */
  int inputsOf(int part) {
    return Math.min(partInputs, inputs - part * partInputs);
  }
}
