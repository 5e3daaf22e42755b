package org.eegptspark.model.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Predicted numbers beside the true ones: {@code r2}, {@code pearson}, {@code rmse} and {@code mae}
 * (these two in the target's unit), as scikit-learn and SciPy have them.
 */
public final class RegressionEvaluation implements Evaluation {
  private final double[] truth;
  private final double[] predicted;

  /** Rows' true and predicted values. */
  public RegressionEvaluation(double[] truth, double[] predicted) {
    this.truth = truth.clone();
    this.predicted = predicted.clone();
  }

  @Override
  public int rows() {
    return truth.length;
  }

  @Override
  public Map<String, Double> metrics(int[] counts) {
    double n = 0;
    double sumTruth = 0;
    double sumPredicted = 0;
    for (int i = 0; i < truth.length; i++) {
      n += counts[i];
      sumTruth += counts[i] * truth[i];
      sumPredicted += counts[i] * predicted[i];
    }
    double meanTruth = sumTruth / n;
    double meanPredicted = sumPredicted / n;
    double squares = 0;
    double absolutes = 0;
    double varianceTruth = 0;
    double variancePredicted = 0;
    double covariance = 0;
    for (int i = 0; i < truth.length; i++) {
      double error = truth[i] - predicted[i];
      double t = truth[i] - meanTruth;
      double p = predicted[i] - meanPredicted;
      squares += counts[i] * error * error;
      absolutes += counts[i] * Math.abs(error);
      varianceTruth += counts[i] * t * t;
      variancePredicted += counts[i] * p * p;
      covariance += counts[i] * t * p;
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("r2", n < 2 ? Double.NaN : r2(squares, varianceTruth));
    metrics.put("pearson", covariance / Math.sqrt(varianceTruth * variancePredicted));
    metrics.put("rmse", Math.sqrt(squares / n));
    metrics.put("mae", absolutes / n);
    return metrics;
  }

  /** Of a constant truth, 1 where it is met and 0 where it is not, as scikit-learn has it. */
  private static double r2(double squares, double variance) {
    return variance == 0 ? (squares == 0 ? 1 : 0) : 1 - squares / variance;
  }
}
