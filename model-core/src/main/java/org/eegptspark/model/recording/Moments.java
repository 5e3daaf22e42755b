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
    findExtremes(block, n);
    double center = sum(block, n) / n;
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

  /** Four sums at once, for a sum waits for the one before it. */
  private double sum(double[] block, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += block[i];
      b += block[i + 1];
      c += block[i + 2];
      d += block[i + 3];
    }
    for (; i < n; i++) {
      a += block[i];
    }
    return a + b + (c + d);
  }

  private void findExtremes(double[] block, int n) {
    double low = block[0];
    double high = block[0];
    for (int i = 1; i < n; i++) {
      double value = block[i];
      if (value < low) {
        low = value;
      }
      if (value > high) {
        high = value;
      }
    }
    lowest = low;
    highest = high;
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
