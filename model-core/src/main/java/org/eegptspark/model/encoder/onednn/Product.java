package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_gelu_erf;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Describes a matrix product and what is done to its result before that is stored. */
final class Product {
  private final NativeScope scope;
  private final dnnl_memory_desc left;
  private final dnnl_memory_desc right;
  private final Layout result;
  private final dnnl_post_ops after = new dnnl_post_ops();
  private dnnl_memory_desc bias;

  /** left x right = result; all else lives as long as the scope. */
  Product(NativeScope scope, Layout left, dnnl_memory_desc right, Layout result) {
    this.scope = scope;
    this.left = left.describe(scope);
    this.right = right;
    this.result = result;
    OneDnn.check(dnnl_post_ops_create(after), "list operations");
    scope.own(after, () -> dnnl_post_ops_destroy(after));
  }

  Product(NativeScope scope, Layout left, Layout right, Layout result) {
    this(scope, left, right.describe(scope), result);
  }

  /** Adds a vector along the columns. */
  Product bias() {
    long[] dims = new long[result.dims().length];
    Arrays.fill(dims, 1);
    dims[dims.length - 1] = result.dims()[dims.length - 1];
    bias = Layout.dense(dnnl_f32, dims).describe(scope);
    return this;
  }

  /** Exact GELU. */
  Product gelu() {
    OneDnn.check(dnnl_post_ops_append_eltwise(after, dnnl_eltwise_gelu_erf, 0, 0), "append GELU");
    return this;
  }

  /** Adds what stands where the result goes: the residual. */
  Product ontoResult() {
    OneDnn.check(dnnl_post_ops_append_sum(after, 1, 0, 0), "append a sum");
    return this;
  }

  /** Adds an array of the result's shape, or with axes of length 1. */
  Product plus(Layout other) {
    OneDnn.check(
        dnnl_post_ops_append_binary(after, dnnl_binary_add, other.describe(scope)), "append +");
    return this;
  }

  /** Multiplies by an array of the result's shape, or with axes of length 1. */
  Product times(Layout other) {
    OneDnn.check(
        dnnl_post_ops_append_binary(after, dnnl_binary_mul, other.describe(scope)), "append x");
    return this;
  }

  Kernel compile() {
    dnnl_primitive_attr attributes = Kernel.attributes(scope);
    OneDnn.check(dnnl_primitive_attr_set_post_ops(attributes, after), "set operations");
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_matmul_primitive_desc_create(
            desc, OneDnn.cpu(), left, right, bias, result.describe(scope), attributes),
        "prepare a product");
    return new Kernel(scope, desc);
  }
}
