package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

/**
 * Queries, keys and values of the first block straight from raw patches.
 *
 * <p>A token of the first block is x = Wp p + t, where t, the bias and the channel's embedding, is
 * a constant of the montage (and a summary token is a constant with no patch). Its layer norm is
 * linear but for the division by the standard deviation s, so that
 *
 * <pre>
 * W norm(x) + b = (A p + c s + M t) / s,  M = W diag(scale) centered,  A = M Wp,  c = b + W shift
 * </pre>
 *
 * and a product with 65 columns, 64 samples and s, stands in for one with D.
 *
 * @param patches A and c, [1, 65, 3D]
 * @param centered M, row-major [3D, D]
 */
record FirstAttention(PackedWeight patches, float[] centered) {
  /**
   * Folds the first block's norm and the patch projection into its queries, keys and values.
   *
   * @param weight W, row-major [3D, D]
   * @param bias b, [3D]
   * @param scale of the norm, [D]
   * @param shift of the norm, [D]
   * @param projection Wp, row-major [D, 64]
   */
  static FirstAttention fold(
      NativeScope scope,
      float[] weight,
      float[] bias,
      float[] scale,
      float[] shift,
      float[] projection) {
    int dim = scale.length;
    int samples = projection.length / dim;
    int columns = samples + 1;
    float[] centered = new float[weight.length];
    float[] folded = new float[bias.length * columns];
    for (int o = 0; o < bias.length; o++) {
      double mean = 0;
      double constant = bias[o];
      for (int i = 0; i < dim; i++) {
        mean += (double) weight[o * dim + i] * scale[i] / dim;
        constant += (double) weight[o * dim + i] * shift[i];
      }
      double[] product = new double[samples];
      for (int i = 0; i < dim; i++) {
        double value = (double) weight[o * dim + i] * scale[i] - mean;
        centered[o * dim + i] = (float) value;
        for (int s = 0; s < samples; s++) {
          product[s] += value * projection[i * samples + s];
        }
      }
      for (int s = 0; s < samples; s++) {
        folded[o * columns + s] = (float) product[s];
      }
      folded[o * columns + samples] = (float) constant;
    }
    Layout plain =
        Layout.dense(dnnl_f32, 1, columns, bias.length).strides(folded.length, 1, columns);
    return new FirstAttention(PackedWeight.of(scope, dnnl_f32, folded, plain), centered);
  }
}
