package org.eegptspark.model.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Percentile intervals of metrics by the bootstrap (Efron, 1979) over units: as many units as there
 * are, drawn with replacement, each with all of its rows.
 *
 * <p>Windows of a recording are alike, and those that overlap more so: drawn one by one they would
 * make an interval look narrower than it is. Hence a unit is whatever is independent of the others,
 * such as a subject or a recording.
 *
 * @param replicates how many times units are drawn
 * @param level of the intervals, such as 0.95
 * @param seed the same gives the same intervals, on any number of threads
 */
public record Bootstrap(int replicates, double level, long seed) {
  /** Where a metric lies: NaN for both where it was defined in less than half of the replicates. */
  public record Interval(double low, double high) {}

  /**
   * Intervals of all metrics.
   *
   * @param unitOfRow each row's unit, from 0 on
   */
  public Map<String, Interval> intervals(Evaluation evaluation, int[] unitOfRow) {
    int units = Arrays.stream(unitOfRow).max().orElse(-1) + 1;
    if (replicates == 0 || units == 0) {
      return Map.of();
    }
    List<Map<String, Double>> drawn =
        IntStream.range(0, replicates)
            .parallel()
            .mapToObj(replicate -> evaluation.metrics(draw(replicate, units, unitOfRow)))
            .toList();
    Map<String, Interval> intervals = new LinkedHashMap<>();
    for (String metric : drawn.get(0).keySet()) {
      double[] values =
          drawn.stream()
              .mapToDouble(metrics -> metrics.get(metric))
              .filter(value -> !Double.isNaN(value))
              .sorted()
              .toArray();
      boolean known = values.length > replicates / 2;
      intervals.put(
          metric,
          known
              ? new Interval(quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2))
              : new Interval(Double.NaN, Double.NaN));
    }
    return intervals;
  }

  private int[] draw(int replicate, int units, int[] unitOfRow) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + replicate);
    int[] times = new int[units];
    for (int i = 0; i < units; i++) {
      times[random.nextInt(units)]++;
    }
    return Arrays.stream(unitOfRow).map(unit -> times[unit]).toArray();
  }

  /** Of sorted values, between neighbours in proportion, as NumPy's {@code quantile} does. */
  private static double quantile(double[] sorted, double q) {
    double at = q * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
