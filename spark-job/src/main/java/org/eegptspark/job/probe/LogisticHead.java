package org.eegptspark.job.probe;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Matrix;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.AffineProbe;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.WindowProbe;

/**
 * Logistic regression on standardized features, with an elastic net, by Spark's MLlib: of two
 * classes binomial, of more multinomial.
 *
 * <p>Scikit-learn minimizes {@code C sum_i w_i loss_i + penalty}, MLlib {@code sum_i w_i loss_i /
 * sum_i w_i + regParam penalty}: they are the same for {@code regParam = 1 / (C sum_i w_i)}.
 * Features are standardized by MLlib: by deviations of n - 1, where scikit-learn's scaler divides
 * by n, and with class weights by weighted ones.
 *
 * @param c inverse strength of the penalty, as scikit-learn has it
 * @param l1Ratio share of the absolute values in the penalty; the rest is half the squares
 * @param iterations at most
 */
public record LogisticHead(double c, double l1Ratio, int iterations) implements ProbeHead {
  private static final double TOLERANCE = 1e-7;

  /** Far below any logit: a class that was not trained is never predicted. */
  private static final float NEVER = -1e30f;

  /** Checks the settings. */
  public LogisticHead {
    BadInputException.check(c > 0, "--c must be positive, but was %s", c);
    ElasticNet.check(l1Ratio, iterations);
  }

  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public Map<String, Object> settings() {
    return ElasticNet.settings("c", c, l1Ratio, iterations);
  }

  @Override
  public void check(FeatureKind features, boolean isNumber) {
    BadInputException.check(
        !isNumber, "--head logistic tells classes apart; for numbers take --head ridge");
  }

  @Override
  public WindowProbe fit(TrainingRows rows) {
    int[] present = rows.presentClasses();
    LogisticRegression regression =
        new LogisticRegression()
            .setFamily(rows.classes() == 2 ? "binomial" : "multinomial")
            .setLabelCol(TrainingRows.TARGET)
            .setWeightCol(TrainingRows.WEIGHT)
            .setFeaturesCol(TrainingRows.FEATURES)
            .setRegParam(1 / (c * rows.weightSum()))
            .setElasticNetParam(l1Ratio)
            .setStandardization(true)
            .setMaxIter(iterations)
            .setTol(TOLERANCE);
    return probe(regression.fit(rows.dataset()), rows.classes(), present);
  }

  /** Of two classes the first one's logit is 0. */
  private static AffineProbe probe(LogisticRegressionModel model, int classes, int[] present) {
    Matrix coefficients = model.coefficientMatrix();
    float[][] weight = new float[classes][model.numFeatures()];
    float[] bias = new float[classes];
    Arrays.fill(bias, NEVER);
    for (int k : present) {
      int row = classes == 2 ? 0 : k;
      boolean isZero = classes == 2 && k == 0;
      bias[k] = isZero ? 0 : (float) model.interceptVector().apply(row);
      for (int i = 0; i < weight[k].length && !isZero; i++) {
        weight[k][i] = (float) coefficients.apply(row, i);
      }
    }
    return new AffineProbe(weight, bias);
  }
}
