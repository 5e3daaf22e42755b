package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_clone;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;

import org.bytedeco.dnnl.dnnl_memory_desc;

/** Descriptions of memory that outlive the kernel they were asked of. */
final class Descriptions {
  private Descriptions() {}

  static dnnl_memory_desc copy(NativeScope scope, dnnl_memory_desc desc) {
    dnnl_memory_desc copy = new dnnl_memory_desc();
    OneDnn.check(dnnl_memory_desc_clone(copy, desc), "copy a description");
    return scope.own(copy, () -> dnnl_memory_desc_destroy(copy));
  }
}
