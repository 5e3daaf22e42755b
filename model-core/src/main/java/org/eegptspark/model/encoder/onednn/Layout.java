package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;

import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * How an array lies in memory.
 *
 * @param type oneDNN's data type
 * @param dims lengths
 * @param strides elements from one index to the next, an axis each; null where oneDNN may choose
 */
record Layout(int type, long[] dims, long[] strides) {
  /** Row-major. */
  static Layout dense(int type, long... dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
    return new Layout(type, dims, strides);
  }

  /** As oneDNN likes best. */
  static Layout any(int type, long... dims) {
    return new Layout(type, dims, null);
  }

  static long[] dims(long... dims) {
    return dims;
  }

  Layout strides(long... elements) {
    return new Layout(type, dims, elements);
  }

  /** Bytes of an element. */
  static int bytes(int type) {
    return type == dnnl_bf16 ? 2 : 4;
  }

  dnnl_memory_desc describe(NativeScope scope) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    OneDnn.check(
        strides == null
            ? dnnl_memory_desc_create_with_tag(desc, dims.length, dims, type, dnnl_format_tag_any)
            : dnnl_memory_desc_create_with_strides(desc, dims.length, dims, type, strides),
        "describe an array");
    return scope.own(desc, () -> dnnl_memory_desc_destroy(desc));
  }
}
