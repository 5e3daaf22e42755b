package org.eegptspark.model.metrics;

import java.util.Arrays;
import java.util.Map;

/**
 * Predictions beside the truth, and what a family of metrics says of them.
 *
 * <p>Metrics are asked for with a count for each row, as the bootstrap draws rows several times or
 * not at all: a row that counts twice is two equal rows.
 */
public interface Evaluation {
  /** Number of rows. */
  int rows();

  /**
   * The metrics by name, in the order they are shown; NaN where one is not defined.
   *
   * @param counts how many times each row counts
   */
  Map<String, Double> metrics(int[] counts);

  /** The metrics where each row counts once. */
  default Map<String, Double> metrics() {
    int[] once = new int[rows()];
    Arrays.fill(once, 1);
    return metrics(once);
  }
}
