package org.eegptspark.model.encoder.cuda;

import org.eegptspark.model.encoder.EncoderTensors;

/**
 * A transformer block's weights on the GPU. Where the arithmetic folds layer norms into products,
 * {@code attention} and, but in the last block, {@code fc1} hold them.
 *
 * @param queries null but in the last block, where they are made of the summary tokens alone
 * @param attention makes queries, keys and values, or where there are {@code queries} the latter
 *     two
 */
record GpuBlock(
    GpuNorm norm1,
    GpuLinear queries,
    GpuLinear attention,
    GpuLinear projection,
    GpuNorm norm2,
    GpuLinear fc1,
    GpuLinear fc2) {
  static GpuBlock of(GpuScope scope, Arithmetic arithmetic, EncoderTensors of, boolean last) {
    Layer qkv = layer(of, "attn.qkv"); // [3D, D]
    int dim = qkv.inputs();
    Layer attention = last ? qkv.outputs(dim, 3 * dim) : qkv;
    Layer fc1 = layer(of, "mlp.fc1");
    if (arithmetic.folds()) {
      attention = afterNorm(attention, of, "norm1");
      fc1 = last ? fc1 : afterNorm(fc1, of, "norm2");
    }
    Layer fc2 = layer(of, "mlp.fc2").forInputsTimes(arithmetic.afterGelu());
    Kind heads = arithmetic.attention();
    return new GpuBlock(
        GpuNorm.of(scope, of, "norm1"),
        last ? GpuLinear.of(scope, arithmetic, qkv.outputs(0, dim), heads) : null,
        GpuLinear.of(scope, arithmetic, attention, heads),
        GpuLinear.of(scope, arithmetic, layer(of, "attn.proj"), null),
        GpuNorm.of(scope, of, "norm2"),
        GpuLinear.of(scope, arithmetic, fc1.times(arithmetic.beforeGelu()), arithmetic.products()),
        GpuLinear.of(scope, arithmetic, fc2, null));
  }

  private static Layer layer(EncoderTensors of, String name) {
    return new Layer(of.get(name + ".weight"), of.get(name + ".bias"));
  }

  private static Layer afterNorm(Layer layer, EncoderTensors of, String norm) {
    return layer.afterNorm(of.get(norm + ".weight"), of.get(norm + ".bias"));
  }
}
