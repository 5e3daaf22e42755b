package org.eegptspark.job.probe;

import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.AffineProbe;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.WindowProbe;

/**
 * Linear regression on standardized features, with an elastic net, by Spark's MLlib.
 *
 * <p>Scikit-learn's {@code Ridge} minimizes {@code sum_i w_i error_i^2 + alpha |b|^2}, MLlib {@code
 * sum_i w_i error_i^2 / (2 sum_i w_i) + regParam |b|^2 / (2 sd)}, where {@code sd} is the targets'
 * deviation: they are the same for {@code regParam = alpha sd / sum_i w_i}.
 *
 * @param alpha strength of the penalty, as scikit-learn has it
 * @param l1Ratio share of the absolute values in the penalty
 * @param iterations at most
 */
public record RidgeHead(double alpha, double l1Ratio, int iterations) implements ProbeHead {
  /** Checks the settings. */
  public RidgeHead {
    BadInputException.check(alpha >= 0, "--alpha must not be negative, but was %s", alpha);
    ElasticNet.check(l1Ratio, iterations);
  }

  @Override
  public String name() {
    return "ridge";
  }

  @Override
  public Map<String, Object> settings() {
    return ElasticNet.settings("alpha", alpha, l1Ratio, iterations);
  }

  @Override
  public void check(FeatureKind features, boolean isNumber) {
    BadInputException.check(
        isNumber, "--head ridge predicts numbers (--task regression); for classes take logistic");
  }

  @Override
  public WindowProbe fit(TrainingRows rows) {
    LinearRegressionModel model =
        new LinearRegression()
            .setLabelCol(TrainingRows.TARGET)
            .setWeightCol(TrainingRows.WEIGHT)
            .setFeaturesCol(TrainingRows.FEATURES)
            .setRegParam(alpha * deviation(rows) / rows.weightSum())
            .setElasticNetParam(l1Ratio)
            .setStandardization(true)
            .setMaxIter(iterations)
            .fit(rows.dataset());
    Vector coefficients = model.coefficients();
    float[][] weight = new float[1][coefficients.size()];
    for (int i = 0; i < weight[0].length; i++) {
      weight[0][i] = (float) coefficients.apply(i);
    }
    return new AffineProbe(weight, new float[] {(float) model.intercept()});
  }

  private static double deviation(TrainingRows rows) {
    double sum = 0;
    double squares = 0;
    double weightSum = rows.weightSum();
    for (int i = 0; i < rows.count(); i++) {
      sum += rows.weight(i) * rows.target(i);
    }
    double mean = sum / weightSum;
    for (int i = 0; i < rows.count(); i++) {
      squares += rows.weight(i) * (rows.target(i) - mean) * (rows.target(i) - mean);
    }
    return Math.sqrt(squares / weightSum);
  }
}
