package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_clone;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * A matrix in the layout that oneDNN's products are fastest with, shared by all threads.
 *
 * @param layout that oneDNN chose
 * @param memory packed
 */
record PackedWeight(dnnl_memory_desc layout, dnnl_memory memory) {
  /** Rows of the product that the layout is chosen for. */
  private static final int TYPICAL_ROWS = 256;

  /**
   * Packs a matrix.
   *
   * @param type of products
   * @param weight fp32
   * @param plain how it lies: [in, out] or a batch of them, [n, in, out]
   */
  static PackedWeight of(NativeScope scope, int type, float[] weight, Layout plain) {
    try (NativeScope packing = new NativeScope()) {
      dnnl_memory_desc layout = copy(scope, fastest(packing, type, plain));
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
      return new PackedWeight(layout, packed);
    }
  }

  private static dnnl_memory_desc fastest(NativeScope scope, int type, Layout plain) {
    long[] left = plain.dims().clone();
    long[] result = plain.dims().clone();
    int rows = left.length - 2;
    left[rows + 1] = left[rows];
    left[rows] = TYPICAL_ROWS;
    result[rows] = TYPICAL_ROWS;
    return new Product(
            scope,
            Layout.dense(type, left),
            Layout.any(type, plain.dims()),
            Layout.dense(type, result))
        .compile()
        .weights();
  }

  private static dnnl_memory_desc copy(NativeScope scope, dnnl_memory_desc desc) {
    dnnl_memory_desc copy = new dnnl_memory_desc();
    OneDnn.check(dnnl_memory_desc_clone(copy, desc), "copy a description");
    return scope.own(copy, () -> dnnl_memory_desc_destroy(copy));
  }
}
