package org.eegptspark.job.probe;

import java.util.List;
import org.eegptspark.model.metrics.ClassEvaluation;

/**
 * What was predicted for the windows that were tested, each once.
 *
 * @param windows all labelled windows
 * @param rows those tested, among them
 * @param folds each tested row's fold, from 0 on
 * @param outputs of each tested row: probabilities of the classes, or the value of a regression
 */
public record Predictions(LabelledWindows windows, int[] rows, int[] folds, double[][] outputs) {
  /** Number of tested windows. */
  public int count() {
    return rows.length;
  }

  /** The i-th tested window. */
  public WindowRow window(int i) {
    return windows.rows().get(rows[i]);
  }

  /** Its class, or the true value. */
  public double target(int i) {
    return windows.targets()[rows[i]];
  }

  /** Names of the classes, in the order of probabilities; empty of a regression. */
  public List<String> classes() {
    return windows.classes();
  }

  /** Its class as it was predicted, or the value predicted. */
  public double predicted(int i) {
    return windows.isNumber() ? outputs[i][0] : ClassEvaluation.largest(outputs[i]);
  }
}
