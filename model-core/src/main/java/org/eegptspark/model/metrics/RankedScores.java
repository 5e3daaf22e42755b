package org.eegptspark.model.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rows in the order of one class's scores, and the areas under the curves that this order draws.
 * Equal scores are one step of a curve. The order is found once; areas are then asked for with
 * other counts in linear time.
 */
final class RankedScores {
  private final int[] order; // rows by descending score
  private final boolean[] positive; // [rank]
  private final boolean[] endsStep; // [rank]: the next score is lower

  /**
   * @param scores of the class, one a row
   * @param isOfClass which rows are of it
   */
  RankedScores(double[] scores, boolean[] isOfClass) {
    order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer row) -> scores[row]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    positive = new boolean[order.length];
    endsStep = new boolean[order.length];
    for (int rank = 0; rank < order.length; rank++) {
      positive[rank] = isOfClass[order[rank]];
      endsStep[rank] = rank + 1 == order.length || scores[order[rank + 1]] != scores[order[rank]];
    }
  }

  /** Number of rows. */
  int count() {
    return order.length;
  }

  /** Whether the row of a rank is of the class. */
  boolean isPositive(int rank) {
    return positive[rank];
  }

  /** Whether the next rank's score is lower, or there is none. */
  boolean endsStep(int rank) {
    return endsStep[rank];
  }

  /**
   * The area under the ROC curve: how likely a row of the class scores above one of another, ties
   * counting half. NaN where either kind is missing.
   */
  double auroc(int[] counts) {
    double above = 0; // positives of the steps before
    double below = 0;
    double area = 0;
    double inStep = 0;
    double othersInStep = 0;
    for (int rank = 0; rank < order.length; rank++) {
      if (positive[rank]) {
        inStep += counts[order[rank]];
      } else {
        othersInStep += counts[order[rank]];
      }
      if (endsStep[rank]) {
        area += othersInStep * (above + inStep / 2);
        above += inStep;
        below += othersInStep;
        inStep = 0;
        othersInStep = 0;
      }
    }
    return area / (above * below);
  }

  /**
   * Average precision, the area under the precision-recall curve as a staircase: the sum over steps
   * of the recall gained times the precision reached. 0 where no row is of the class, as
   * scikit-learn has it.
   */
  double averagePrecision(int[] counts) {
    double positives = 0;
    for (int rank = 0; rank < order.length; rank++) {
      positives += positive[rank] ? counts[order[rank]] : 0;
    }
    double found = 0;
    double seen = 0;
    double foundBefore = 0;
    double sum = 0;
    for (int rank = 0; rank < order.length; rank++) {
      seen += counts[order[rank]];
      found += positive[rank] ? counts[order[rank]] : 0;
      if (endsStep[rank] && found > foundBefore) {
        sum += (found - foundBefore) * (found / seen);
        foundBefore = found;
      }
    }
    return positives == 0 ? 0 : sum / positives;
  }
}
