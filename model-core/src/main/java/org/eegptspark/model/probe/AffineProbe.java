package org.eegptspark.model.probe;

import org.eegptspark.model.BadInputException;

/**
 * One affine map from features to outputs: what logistic and linear regression come to.
 *
 * @param weight [outputs][features]; the record's own from then on
 * @param bias [outputs], likewise
 */
public record AffineProbe(float[][] weight, float[] bias) implements WindowProbe {
  private static final long serialVersionUID = 1L;

  @Override
  public double[] outputs(float[] features) {
    BadInputException.check(
        features.length == weight[0].length,
        "The probe was trained on %s features a window, but these have %s",
        weight[0].length,
        features.length);
    double[] outputs = new double[bias.length];
    for (int k = 0; k < outputs.length; k++) {
      double sum = bias[k];
      for (int i = 0; i < features.length; i++) {
        sum += (double) weight[k][i] * features[i];
      }
      outputs[k] = sum;
    }
    return outputs;
  }
}
