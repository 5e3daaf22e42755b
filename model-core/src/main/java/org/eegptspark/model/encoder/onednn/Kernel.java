package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A oneDNN primitive compiled for its shapes. Its scratch memory is the caller's. */
final class Kernel {
  private final dnnl_primitive primitive;
  private final dnnl_primitive_desc desc;

  /** Compiles what a description describes. */
  Kernel(NativeScope scope, dnnl_primitive_desc desc) {
    this.desc = scope.own(desc, () -> dnnl_primitive_desc_destroy(desc));
    this.primitive = new dnnl_primitive();
    OneDnn.check(dnnl_primitive_create(primitive, desc), "compile a primitive");
    scope.own(primitive, () -> dnnl_primitive_destroy(primitive));
  }

  /**
   * Layer norm over the last axis.
   *
   * @param kind of propagation: training's gives out means and variances as well
   * @param flags for scale and shift
   */
  static Kernel layerNorm(
      NativeScope scope, int kind, Layout from, Layout to, double eps, int flags) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_layer_normalization_forward_primitive_desc_create(
            desc,
            OneDnn.cpu(),
            kind,
            from.describe(scope),
            to.describe(scope),
            null,
            (float) eps,
            flags,
            attributes(scope)),
        "prepare a layer norm");
    return new Kernel(scope, desc);
  }

  /** Softmax over the last axis. */
  static Kernel softmax(NativeScope scope, Layout from, Layout to) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_softmax_forward_primitive_desc_create(
            desc,
            OneDnn.cpu(),
            dnnl_forward_inference,
            dnnl_softmax_accurate,
            from.describe(scope),
            to.describe(scope),
            from.dims().length - 1,
            attributes(scope)),
        "prepare a softmax");
    return new Kernel(scope, desc);
  }

  /** A copy from one layout or type to another. */
  static Kernel reorder(NativeScope scope, dnnl_memory_desc from, dnnl_memory_desc to) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_reorder_primitive_desc_create(
            desc, from, OneDnn.cpu(), to, OneDnn.cpu(), attributes(scope)),
        "prepare a reorder");
    return new Kernel(scope, desc);
  }

  /** Attributes that leave the scratch memory to the caller. */
  static dnnl_primitive_attr attributes(NativeScope scope) {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    OneDnn.check(dnnl_primitive_attr_create(attributes), "make attributes");
    OneDnn.check(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
        "take over scratch memory");
    return scope.own(attributes, () -> dnnl_primitive_attr_destroy(attributes));
  }

  dnnl_primitive primitive() {
    return primitive;
  }

  /** The layout of weights that a product chose; valid as long as the kernel. */
  dnnl_memory_desc weights() {
    return dnnl_primitive_desc_query_md(desc, dnnl_query_weights_md, 0);
  }

  dnnl_memory_desc scratchpad() {
    return dnnl_primitive_desc_query_md(desc, dnnl_query_scratchpad_md, 0);
  }

  long scratchpadBytes() {
    return dnnl_memory_desc_get_size(scratchpad());
  }
}
