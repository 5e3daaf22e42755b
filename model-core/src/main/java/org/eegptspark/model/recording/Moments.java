package org.eegptspark.model.recording;

/**
 * Mean, sum of squared deviations and extremes of samples, given block by block. Blocks are joined
 * as in Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
 * Variances" (1979).
 */
final class Moments {
  private long count;
  private double mean;
  private double squares;
  private double lowest;
  private double highest;

  /** The next samples: the first {@code n} of a block, one at least, all numbers. */
  void add(double[] block, int n) {
    double center = sumAndExtremes(block, n) / n;
    double away = center - mean;
    long both = count + n;
    squares += squares(block, n, center) + away * away * ((double) count * n / both);
    mean += away * n / both;
    count = both;
  }

  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  /** Of all samples, not of a population that they are drawn from. */
  double standardDeviation() {
    return Math.sqrt(squares / count);
  }

  /** The lowest of the last block. */
  double lowest() {
    return lowest;
  }

  /** The highest of the last block. */
  double highest() {
    return highest;
  }

  /**
   * Sums, and finds the extremes on the way, for a pass over the block costs more than either. Four
   * at once, for each waits for the one before it.
   */
  private double sumAndExtremes(double[] block, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double low = block[0];
    double high = block[0];
    int i = 0;
    for (; i + 3 < n; i += 4) {
      double first = block[i];
      double second = block[i + 1];
      double third = block[i + 2];
      double fourth = block[i + 3];
      a += first;
      b += second;
      c += third;
      d += fourth;
      if (first < low || second < low || third < low || fourth < low) {
        low = Math.min(Math.min(first, second), Math.min(third, fourth));
      }
      if (first > high || second > high || third > high || fourth > high) {
        high = Math.max(Math.max(first, second), Math.max(third, fourth));
      }
    }
    for (; i < n; i++) {
      a += block[i];
      low = Math.min(low, block[i]);
      high = Math.max(high, block[i]);
    }
    lowest = low;
    highest = high;
    return a + b + (c + d);
  }

  private static double squares(double[] block, int n, double center) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += square(block[i] - center);
      b += square(block[i + 1] - center);
      c += square(block[i + 2] - center);
      d += square(block[i + 3] - center);
    }
    for (; i < n; i++) {
      a += square(block[i] - center);
    }
    return a + b + (c + d);
  }

  private static double square(double x) {
    return x * x;
  }
}
