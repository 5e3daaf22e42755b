package org.eegptspark.model.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The two curves that scores of a class draw as the threshold falls, a point where scores differ:
 * scikit-learn's {@code roc_curve} (with {@code drop_intermediate=False}) and {@code
 * precision_recall_curve}. Areas under them are {@link ClassEvaluation}'s {@code auroc} (by
 * trapezoids) and {@code auprc} (by steps).
 *
 * @param roc false positive rate (x) and true positive rate (y), from (0, 0) to (1, 1)
 * @param precisionRecall recall (x) and precision (y), by rising recall; begins at recall 0 with
 *     precision 1, as scikit-learn has it
 */
public record RankingCurves(List<Point> roc, List<Point> precisionRecall) {
  /** A point of a curve. */
  public record Point(double x, double y) {}

  /**
   * Draws them.
   *
   * @param scores of the class, one a row
   * @param isOfClass which rows are of it: some, and not all
   */
  public static RankingCurves of(double[] scores, boolean[] isOfClass) {
    RankedScores ranked = new RankedScores(scores, isOfClass);
    double positives = IntStream.range(0, ranked.count()).filter(ranked::isPositive).count();
    double others = ranked.count() - positives;
    List<Point> roc = new ArrayList<>(List.of(new Point(0, 0)));
    List<Point> precisionRecall = new ArrayList<>(List.of(new Point(0, 1)));
    int found = 0;
    for (int rank = 0; rank < ranked.count(); rank++) {
      found += ranked.isPositive(rank) ? 1 : 0;
      int seen = rank + 1;
      if (ranked.endsStep(rank)) {
        roc.add(new Point((seen - found) / others, found / positives));
        precisionRecall.add(new Point(found / positives, (double) found / seen));
      }
    }
    return new RankingCurves(List.copyOf(roc), List.copyOf(precisionRecall));
  }
}
