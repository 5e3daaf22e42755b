package org.eegptspark.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.eegptspark.model.metrics.Bootstrap.Interval;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final List<String> CLASSES = List.of("rest", "movement");

  /** The interval of a share of independent rows is the binomial's: 1.96 sqrt(p (1 - p) / n). */
  @Test
  void theIntervalOfAnAccuracyIsTheBinomials() {
    int n = 1000;
    int[] truth = IntStream.range(0, n).map(i -> i % 2).toArray();
    double[][] scores = scores(truth, i -> i % 10 < 8); // 80% right
    Interval interval =
        new Bootstrap(2000, 0.95, 1)
            .intervals(new ClassEvaluation(CLASSES, truth, scores), rows(n))
            .get("accuracy");
    double half = 1.96 * Math.sqrt(0.8 * 0.2 / n);
    assertThat(interval.low()).isCloseTo(0.8 - half, within(0.004));
    assertThat(interval.high()).isCloseTo(0.8 + half, within(0.004));
  }

  /** Ten rows that are right or wrong together tell no more than one. */
  @Test
  void rowsOfAUnitWidenTheInterval() {
    int n = 1000;
    int[] truth = IntStream.range(0, n).map(i -> i / 10 % 2).toArray();
    double[][] scores = scores(truth, i -> i / 10 % 5 < 4);
    ClassEvaluation evaluation = new ClassEvaluation(CLASSES, truth, scores);
    Bootstrap bootstrap = new Bootstrap(2000, 0.95, 1);
    Interval byRow = bootstrap.intervals(evaluation, rows(n)).get("accuracy");
    int[] units = IntStream.range(0, n).map(i -> i / 10).toArray();
    Interval byUnit = bootstrap.intervals(evaluation, units).get("accuracy");
    double ratio = (byUnit.high() - byUnit.low()) / (byRow.high() - byRow.low());
    assertThat(ratio).isCloseTo(Math.sqrt(10), within(0.4));
  }

  @Test
  void theSameSeedGivesTheSameIntervals() {
    Random random = new Random(3);
    int[] truth = random.ints(200, 0, 2).toArray();
    double[][] scores = scores(truth, i -> random.nextBoolean());
    ClassEvaluation evaluation = new ClassEvaluation(CLASSES, truth, scores);
    assertThat(new Bootstrap(100, 0.9, 5).intervals(evaluation, rows(200)))
        .isEqualTo(new Bootstrap(100, 0.9, 5).intervals(evaluation, rows(200)))
        .isNotEqualTo(new Bootstrap(100, 0.9, 6).intervals(evaluation, rows(200)));
  }

  @Test
  void aMetricThatIsSeldomDefinedHasNoInterval() {
    ClassEvaluation oneClass =
        new ClassEvaluation(CLASSES, new int[4], scores(new int[4], i -> i % 2 == 0));
    Interval interval = new Bootstrap(50, 0.95, 1).intervals(oneClass, rows(4)).get("auroc");
    assertThat(interval.low()).isNaN();
    assertThat(interval.high()).isNaN();
  }

  private static int[] rows(int n) {
    return IntStream.range(0, n).toArray();
  }

  private static double[][] scores(int[] truth, IntPredicate isRight) {
    double[][] scores = new double[truth.length][2];
    Arrays.setAll(
        scores,
        i -> {
          double ofTruth = isRight.test(i) ? 0.9 : 0.1;
          return truth[i] == 0
              ? new double[] {ofTruth, 1 - ofTruth}
              : new double[] {1 - ofTruth, ofTruth};
        });
    return scores;
  }
}
