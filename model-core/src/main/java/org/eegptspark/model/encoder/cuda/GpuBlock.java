package org.eegptspark.model.encoder.cuda;

import java.util.Arrays;
import org.eegptspark.model.encoder.EncoderTensors;

/**
 * A transformer block's weights on the GPU.
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
  static GpuBlock of(GpuScope scope, Kind kind, EncoderTensors of, boolean last) {
    float[] weight = of.get("attn.qkv.weight"); // [3D, D]
    float[] bias = of.get("attn.qkv.bias");
    int dim = bias.length / 3;
    int queries = last ? dim : 0; // rows that are taken apart
    return new GpuBlock(
        GpuNorm.of(scope, of, "norm1"),
        last
            ? GpuLinear.of(scope, kind, Arrays.copyOf(weight, dim * dim), Arrays.copyOf(bias, dim))
            : null,
        GpuLinear.of(
            scope,
            kind,
            Arrays.copyOfRange(weight, queries * dim, weight.length),
            Arrays.copyOfRange(bias, queries, bias.length)),
        linear(scope, kind, of, "attn.proj"),
        GpuNorm.of(scope, of, "norm2"),
        linear(scope, kind, of, "mlp.fc1"),
        linear(scope, kind, of, "mlp.fc2"));
  }

  private static GpuLinear linear(GpuScope scope, Kind kind, EncoderTensors of, String name) {
    return GpuLinear.of(scope, kind, of.get(name + ".weight"), of.get(name + ".bias"));
  }
}
