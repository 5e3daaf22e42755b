package org.eegptspark.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eegptspark.model.metrics.RankingCurves.Point;
import org.junit.jupiter.api.Test;

/** The areas under curves are the metrics of the same name. */
class RankingCurvesTest {
  @Test
  void fourRowsAsInScikitLearnsDocumentation() {
    RankingCurves curves =
        RankingCurves.of(
            new double[] {0.1, 0.4, 0.35, 0.8}, new boolean[] {false, false, true, true});
    assertThat(curves.roc())
        .containsExactly(
            new Point(0, 0),
            new Point(0, 0.5),
            new Point(0.5, 0.5),
            new Point(0.5, 1),
            new Point(1, 1));
    assertThat(curves.precisionRecall())
        .containsExactly(
            new Point(0, 1),
            new Point(0.5, 1),
            new Point(0.5, 0.5),
            new Point(1, 2 / 3.0),
            new Point(1, 0.5));
  }

  @Test
  void areasAreTheMetricsWithTiesToo() {
    Random random = new Random(1);
    int[] truth = random.ints(300, 0, 2).toArray();
    double[][] scores = new double[truth.length][];
    double[] ofSecond = new double[truth.length];
    boolean[] isSecond = new boolean[truth.length];
    for (int i = 0; i < truth.length; i++) {
      ofSecond[i] = Math.rint(8 * (random.nextDouble() + 0.3 * truth[i])) / 16;
      scores[i] = new double[] {1 - ofSecond[i], ofSecond[i]};
      isSecond[i] = truth[i] == 1;
    }
    RankingCurves curves = RankingCurves.of(ofSecond, isSecond);
    Map<String, Double> metrics = new ClassEvaluation(List.of("a", "b"), truth, scores).metrics();
    double trapezoids = 0;
    double steps = 0;
    for (int i = 1; i < curves.roc().size(); i++) {
      Point a = curves.roc().get(i - 1);
      Point b = curves.roc().get(i);
      trapezoids += (b.x() - a.x()) * (a.y() + b.y()) / 2;
      Point c = curves.precisionRecall().get(i - 1);
      Point d = curves.precisionRecall().get(i);
      steps += (d.x() - c.x()) * d.y();
    }
    assertThat(trapezoids).isCloseTo(metrics.get("auroc"), within(1e-12));
    assertThat(steps).isCloseTo(metrics.get("auprc"), within(1e-12));
  }
}
