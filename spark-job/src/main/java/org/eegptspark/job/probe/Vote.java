package org.eegptspark.job.probe;

import java.util.List;
import org.eegptspark.model.metrics.ClassEvaluation;

/** How the windows of a trial or a recording come to one prediction. */
public enum Vote {
  /** The mean of their probabilities; of a regression, of their values. */
  mean,

  /** The share of windows that each class was predicted for. */
  majority;

  /**
   * One prediction of several.
   *
   * @param outputs probabilities of classes, or one value
   */
  double[] of(List<double[]> outputs) {
    double[] sum = new double[outputs.get(0).length];
    for (double[] output : outputs) {
      int voted = this == majority && sum.length > 1 ? ClassEvaluation.largest(output) : -1;
      for (int k = 0; k < sum.length; k++) {
        sum[k] += (voted < 0 ? output[k] : k == voted ? 1 : 0) / outputs.size();
      }
    }
    return sum;
  }
}
