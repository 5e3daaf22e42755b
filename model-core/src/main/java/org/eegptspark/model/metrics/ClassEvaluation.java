package org.eegptspark.model.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eegptspark.model.BadInputException;

/**
 * Scores of classes beside the true ones, and the metrics of EEGPT's paper and its benchmarks. Each
 * equals scikit-learn's on the same predictions.
 *
 * <p>The metrics are {@code accuracy}, {@code balanced_accuracy}, {@code cohen_kappa}, {@code
 * weighted_f1}, {@code macro_f1}, {@code auroc}, {@code auprc}, and of each class {@code
 * precision:CLASS}, {@code recall:CLASS}, {@code f1:CLASS}, {@code auroc:CLASS}, {@code
 * auprc:CLASS}. Of two classes {@code auroc} and {@code auprc} are the last one's; of more, the
 * mean over classes, each against the rest ({@code multi_class="ovr"}, {@code average="macro"}):
 * {@code auroc} is then NaN where a class has no row.
 */
public final class ClassEvaluation implements Evaluation {
  private final List<String> classes;
  private final int[] truth;
  private final int[] predicted;
  private final List<RankedScores> ranked = new ArrayList<>();

  /**
   * @param classes names, in the order of scores
   * @param truth each row's class
   * @param scores [row][class]: the higher, the likelier; of equal ones the first is predicted
   */
  public ClassEvaluation(List<String> classes, int[] truth, double[][] scores) {
    BadInputException.check(
        classes.size() >= 2, "Metrics need two classes or more, but there is only %s", classes);
    this.classes = List.copyOf(classes);
    this.truth = truth.clone();
    this.predicted = Arrays.stream(scores).mapToInt(ClassEvaluation::largest).toArray();
    for (int k = 0; k < classes.size(); k++) {
      int column = k;
      boolean[] isOfClass = new boolean[truth.length];
      for (int row = 0; row < truth.length; row++) {
        isOfClass[row] = truth[row] == k;
      }
      ranked.add(
          new RankedScores(
              Arrays.stream(scores).mapToDouble(row -> row[column]).toArray(), isOfClass));
    }
  }

  /** The index of the largest score, of equal ones the first. */
  public static int largest(double[] scores) {
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      best = scores[k] > scores[best] ? k : best;
    }
    return best;
  }

  @Override
  public int rows() {
    return truth.length;
  }

  /** The confusion matrix where each row counts once. */
  public Confusion confusion() {
    int[] once = new int[truth.length];
    Arrays.fill(once, 1);
    return Confusion.of(truth, predicted, once, classes.size());
  }

  @Override
  public Map<String, Double> metrics(int[] counts) {
    Confusion confusion = Confusion.of(truth, predicted, counts, classes.size());
    double[] auroc = ranked.stream().mapToDouble(scores -> scores.auroc(counts)).toArray();
    double[] auprc =
        ranked.stream().mapToDouble(scores -> scores.averagePrecision(counts)).toArray();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", confusion.accuracy());
    metrics.put("balanced_accuracy", confusion.balancedAccuracy());
    metrics.put("cohen_kappa", confusion.cohenKappa());
    metrics.put("weighted_f1", confusion.weightedF1());
    metrics.put("macro_f1", confusion.macroF1());
    metrics.put("auroc", ofAll(auroc));
    metrics.put("auprc", ofAll(auprc));
    for (int k = 0; k < classes.size(); k++) {
      metrics.put("precision:" + classes.get(k), confusion.precision(k));
      metrics.put("recall:" + classes.get(k), confusion.recall(k));
      metrics.put("f1:" + classes.get(k), confusion.f1(k));
      metrics.put("auroc:" + classes.get(k), auroc[k]);
      metrics.put("auprc:" + classes.get(k), auprc[k]);
    }
    return metrics;
  }

  private static double ofAll(double[] areas) {
    return areas.length == 2 ? areas[1] : Arrays.stream(areas).average().orElse(Double.NaN);
  }
}
