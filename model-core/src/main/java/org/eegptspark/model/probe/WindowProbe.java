package org.eegptspark.model.probe;

import java.io.Serializable;

/** A head that was trained on windows' features. Safe for several threads; travels to tasks. */
public interface WindowProbe extends Serializable {
  /**
   * What it gives for a window.
   *
   * @param features of the kind and width that it was trained on
   * @return a logit a class, or the one value of a regression
   */
  double[] outputs(float[] features);

  /**
   * Probabilities of logits: {@code exp(z_k) / sum_j exp(z_j)}.
   *
   * @return a new array
   */
  static double[] softmax(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = Math.exp(logits[k] - largest);
      sum += probabilities[k];
    }
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] /= sum;
    }
    return probabilities;
  }
}
