package org.eegptspark.model.metrics;

/**
 * A confusion matrix, and the metrics that need no more than it. They are those of scikit-learn:
 * what it leaves undefined is NaN here, what it sets to 0 is 0.
 */
public final class Confusion {
  private final long[][] counts; // [truth][predicted]

  private Confusion(long[][] counts) {
    this.counts = counts;
  }

  /**
   * Counts rows.
   *
   * @param truth each row's class
   * @param predicted each row's class as it was predicted
   * @param rowCounts how many times each row counts
   * @param classes number of classes
   */
  public static Confusion of(int[] truth, int[] predicted, int[] rowCounts, int classes) {
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][predicted[i]] += rowCounts[i];
    }
    return new Confusion(counts);
  }

  /** Rows of a true class (first index) that were predicted as a class (second); a copy. */
  public long[][] counts() {
    long[][] copy = new long[counts.length][];
    for (int k = 0; k < copy.length; k++) {
      copy[k] = counts[k].clone();
    }
    return copy;
  }

  /** Rows of a true class. */
  public long support(int k) {
    long sum = 0;
    for (long count : counts[k]) {
      sum += count;
    }
    return sum;
  }

  private long predicted(int k) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[k];
    }
    return sum;
  }

  private long total() {
    long sum = 0;
    for (int k = 0; k < counts.length; k++) {
      sum += support(k);
    }
    return sum;
  }

  /** The share of rows predicted rightly. */
  public double accuracy() {
    long right = 0;
    for (int k = 0; k < counts.length; k++) {
      right += counts[k][k];
    }
    return (double) right / total();
  }

  /** The share of a class's rows that were found; 0 where it has none. */
  public double recall(int k) {
    return ratio(counts[k][k], support(k));
  }

  /** The share of the rows predicted as a class that are of it; 0 where there are none. */
  public double precision(int k) {
    return ratio(counts[k][k], predicted(k));
  }

  /**
   * The harmonic mean of a class's precision and recall; 0 where it was neither there nor found.
   */
  public double f1(int k) {
    return ratio(2 * counts[k][k], support(k) + predicted(k));
  }

  /** The mean recall of the classes that have rows. */
  public double balancedAccuracy() {
    double sum = 0;
    int present = 0;
    for (int k = 0; k < counts.length; k++) {
      if (support(k) > 0) {
        sum += recall(k);
        present++;
      }
    }
    return sum / present;
  }

  /** The mean F1 over classes, each weighted by its rows. */
  public double weightedF1() {
    double sum = 0;
    for (int k = 0; k < counts.length; k++) {
      sum += f1(k) * support(k);
    }
    return sum / total();
  }

  /** The mean F1 over the classes that have rows or were predicted. */
  public double macroF1() {
    double sum = 0;
    int present = 0;
    for (int k = 0; k < counts.length; k++) {
      if (support(k) + predicted(k) > 0) {
        sum += f1(k);
        present++;
      }
    }
    return sum / present;
  }

  /**
   * Agreement beyond chance (Cohen, 1960): the share of disagreement over that expected where
   * predictions and truth are independent, taken from 1. NaN where none is expected, as all are of
   * one class.
   */
  public double cohenKappa() {
    double total = total();
    double observed = 0;
    double expected = 0;
    for (int t = 0; t < counts.length; t++) {
      for (int p = 0; p < counts.length; p++) {
        if (t != p) {
          observed += counts[t][p];
          expected += support(t) * (double) predicted(p) / total;
        }
      }
    }
    return 1 - observed / expected;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
