package org.eegptspark.job.probe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.BadInputException;

/** What heads that MLlib trains with an elastic net have in common. */
final class ElasticNet {
  private ElasticNet() {}

  /**
   * Checks settings.
   *
   * @param l1Ratio share of the absolute values in the penalty
   * @param iterations at most
   */
  static void check(double l1Ratio, int iterations) {
    BadInputException.check(
        l1Ratio >= 0 && l1Ratio <= 1, "--l1-ratio must be from 0 to 1, but was %s", l1Ratio);
    BadInputException.check(
        iterations > 0, "--iterations must be positive, but was %s", iterations);
  }

  /** Settings for a report, after that of the penalty's strength. */
  static Map<String, Object> settings(
      String strength, double value, double l1Ratio, int iterations) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(strength, value);
    settings.put("l1_ratio", l1Ratio);
    settings.put("iterations", iterations);
    return settings;
  }
}
