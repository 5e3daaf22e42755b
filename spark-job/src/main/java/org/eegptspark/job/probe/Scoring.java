package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.util.List;

/**
 * What is said of predictions.
 *
 * @param levels that metrics are given for
 * @param vote how windows become one prediction at the levels above
 * @param replicates of the bootstrap; 0 for no intervals
 * @param confidence of the intervals
 */
public record Scoring(List<Level> levels, Vote vote, int replicates, double confidence) {
  /** Metrics of windows, with intervals of 95%. */
  public static final Scoring OF_WINDOWS =
      new Scoring(List.of(Level.window), Vote.mean, 1000, 0.95);

  /** Copies the levels. */
  public Scoring {
    levels = List.copyOf(levels);
    check(!levels.isEmpty(), "--level names no level");
    check(replicates >= 0, "--bootstrap must not be negative, but was %s", replicates);
    check(
        confidence > 0 && confidence < 1,
        "A confidence must lie between 0 and 1, but was %s",
        confidence);
  }
}
