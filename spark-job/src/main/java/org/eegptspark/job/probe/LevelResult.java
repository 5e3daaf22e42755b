package org.eegptspark.job.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eegptspark.model.metrics.Bootstrap;
import org.eegptspark.model.metrics.Bootstrap.Interval;
import org.eegptspark.model.metrics.ClassEvaluation;
import org.eegptspark.model.metrics.Evaluation;

/**
 * What predictions are worth at a level.
 *
 * @param level windows, trials or recordings
 * @param units how many of them were tested
 * @param metrics by name, as {@link Evaluation} has them
 * @param folds each fold's metrics, in order
 * @param confusion units of a true class (first index) that were predicted as a class (second);
 *     empty of a regression
 * @param intervalsOver how many of what were drawn for the intervals; null without
 */
public record LevelResult(
    Level level,
    int units,
    Map<String, Metric> metrics,
    List<Map<String, Double>> folds,
    long[][] confusion,
    String intervalsOver) {

  /**
   * A metric. What is not defined is NaN.
   *
   * @param value over all tested units at once
   * @param mean over the folds in which it is defined
   * @param sd standard deviation over them, divided by one less than there are
   * @param definedFolds how many they are
   * @param low lower end of the bootstrap's interval around {@code value}
   * @param high its upper end
   */
  public record Metric(
      double value, double mean, double sd, int definedFolds, double low, double high) {}

  /** Tells what predictions are worth at a level. */
  public static LevelResult of(
      Predictions predictions, Level level, int folds, ProbeSettings settings) {
    Scoring scoring = settings.scoring();
    Units units = Units.of(predictions, level, scoring.vote());
    Evaluation evaluation = units.evaluation();
    List<Map<String, Double>> ofFolds = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int number = fold;
      int[] counts = IntStream.of(units.folds()).map(other -> other == number ? 1 : 0).toArray();
      ofFolds.add(comparable(evaluation.metrics(counts)));
    }
    int[] drawn = drawn(units.groups());
    boolean byGroup = Arrays.stream(drawn).distinct().count() > 1;
    Map<String, Interval> intervals =
        new Bootstrap(scoring.replicates(), scoring.confidence(), settings.seed())
            .intervals(
                evaluation, byGroup ? drawn : IntStream.range(0, evaluation.rows()).toArray());
    Map<String, Metric> metrics = new LinkedHashMap<>();
    evaluation
        .metrics()
        .forEach((name, value) -> metrics.put(name, metric(name, value, ofFolds, intervals)));
    String over =
        byGroup
            ? Arrays.stream(drawn).distinct().count() + " groups by " + settings.split().by()
            : evaluation.rows() + " units of level " + level;
    return new LevelResult(
        level,
        evaluation.rows(),
        metrics,
        ofFolds,
        evaluation instanceof ClassEvaluation classes
            ? classes.confusion().counts()
            : new long[0][],
        intervals.isEmpty() ? null : over);
  }

  /**
   * A fold's metrics with nothing that would tell of its classes rather than of predictions:
   * average precision is 0 where a class has no window in the fold, which a mean over folds must
   * not count.
   */
  private static Map<String, Double> comparable(Map<String, Double> metrics) {
    Map<String, Double> kept = new LinkedHashMap<>(metrics);
    kept.replaceAll(
        (name, value) ->
            name.startsWith("auprc") && metrics.get(name.replace("auprc", "auroc")).isNaN()
                ? Double.NaN
                : value);
    return kept;
  }

  private static int[] drawn(List<String> groups) {
    Map<String, Integer> numbers = new HashMap<>();
    return groups.stream()
        .mapToInt(
            group -> {
              numbers.putIfAbsent(group, numbers.size());
              return numbers.get(group);
            })
        .toArray();
  }

  private static Metric metric(
      String name, double value, List<Map<String, Double>> folds, Map<String, Interval> intervals) {
    double[] defined =
        folds.stream()
            .mapToDouble(fold -> fold.get(name))
            .filter(fold -> !Double.isNaN(fold))
            .toArray();
    double mean = Arrays.stream(defined).average().orElse(Double.NaN);
    double squares = Arrays.stream(defined).map(fold -> (fold - mean) * (fold - mean)).sum();
    Interval interval = intervals.getOrDefault(name, new Interval(Double.NaN, Double.NaN));
    return new Metric(
        value,
        mean,
        defined.length < 2 ? Double.NaN : Math.sqrt(squares / (defined.length - 1)),
        defined.length,
        interval.low(),
        interval.high());
  }
}
