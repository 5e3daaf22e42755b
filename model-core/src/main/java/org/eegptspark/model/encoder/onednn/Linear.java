package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * A linear layer's weights in the layout that oneDNN's products are fastest with, shared by all
 * threads.
 *
 * @param inputs rows of [in, out]
 * @param outputs columns of [in, out]
 * @param layout of the packed weights, [in, out] or [H, in, out]
 * @param weight packed
 * @param bias [out]; null for none
 */
record Linear(
    long inputs, long outputs, dnnl_memory_desc layout, dnnl_memory weight, dnnl_memory bias) {
  /** Rows of the product that the layout is chosen for. */
  private static final int TYPICAL_ROWS = 256;

  /**
   * Packs weights.
   *
   * @param type of products
   * @param weight row-major [out, in]
   * @param bias [out]; null for none
   */
  static Linear pack(NativeScope scope, int type, float[] weight, float[] bias, int in) {
    int out = weight.length / in;
    Layout plain = new Layout(dnnl_f32, Layout.dims(in, out), Layout.dims(1, in));
    return pack(scope, type, weight, plain, bias);
  }

  /**
   * Packs weights in parts of at most {@code length} inputs, whose products are summed one after
   * the other: a sum of few long sums is rounded less than one longer sum.
   */
  static List<Linear> parts(
      NativeScope scope, int type, float[] weight, float[] bias, int in, int length) {
    int out = weight.length / in;
    List<Linear> parts = new ArrayList<>();
    for (int from = 0; from < in; from += length) {
      int width = Math.min(length, in - from);
      float[] part = new float[out * width];
      for (int o = 0; o < out; o++) {
        System.arraycopy(weight, o * in + from, part, o * width, width);
      }
      parts.add(pack(scope, type, part, from == 0 ? bias : null, width));
    }
    return List.copyOf(parts);
  }

  /** Packs weights that lie as {@code plain} says: [in, out] or [H, in, out]. */
  static Linear pack(NativeScope scope, int type, float[] weight, Layout plain, float[] bias) {
    long[] left = plain.dims().clone();
    long[] result = plain.dims().clone();
    int axes = left.length;
    left[axes - 1] = left[axes - 2];
    left[axes - 2] = TYPICAL_ROWS;
    result[axes - 2] = TYPICAL_ROWS;
    dnnl_memory biasMemory =
        bias == null
            ? null
            : NativeArray.of(scope, bias).memory(scope, Layout.dense(dnnl_f32, 1, bias.length));
    try (NativeScope packing = new NativeScope()) {
      Kernel typical =
          new Product(
                  packing,
                  Layout.dense(type, left),
                  Layout.any(type, plain.dims()),
                  Layout.dense(type, result))
              .compile();
      dnnl_memory_desc layout = Descriptions.copy(scope, typical.weights());
      dnnl_memory packed =
          NativeArray.allocate(scope, dnnl_memory_desc_get_size(layout)).memory(scope, layout);
      dnnl_memory_desc from = plain.describe(packing);
      new Step(
              packing,
              Kernel.reorder(packing, from, layout),
              new Scratchpad(packing),
              Map.of(
                  DNNL_ARG_FROM,
                  NativeArray.of(packing, weight).memory(packing, from),
                  DNNL_ARG_TO,
                  packed))
          .run();
      return new Linear(plain.dims()[axes - 2], plain.dims()[axes - 1], layout, packed, biasMemory);
    }
  }
}
