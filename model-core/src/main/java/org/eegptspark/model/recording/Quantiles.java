package org.eegptspark.model.recording;

import java.util.Arrays;

/** Quantiles of samples, found by sorting, or by counting where few values are possible. */
final class Quantiles {
  /** Counting is faster than sorting up to so many possible values a sample. */
  private static final int VALUES_A_SAMPLE = 4;

  private final int samples;
  private final float[] sorted;
  private final int[] counts;
  private final int low;

  private Quantiles(int samples, float[] sorted, int[] counts, int low) {
    this.samples = samples;
    this.sorted = sorted;
    this.counts = counts;
    this.low = low;
  }

  /** Of the first {@code n} samples, one at least. */
  static Quantiles of(float[] samples, int n) {
    float[] sorted = Arrays.copyOf(samples, n);
    Arrays.sort(sorted);
    return new Quantiles(n, sorted, new int[0], 0);
  }

  /**
   * Of the first {@code n} samples, one at least, that are whole numbers.
   *
   * @param low no sample is below
   * @param high no sample is above
   */
  static Quantiles ofWhole(float[] samples, int n, double low, double high) {
    if (high - low >= (double) VALUES_A_SAMPLE * n) {
      return of(samples, n);
    }
    int lowest = (int) low;
    int[] counts = new int[(int) high - lowest + 1];
    for (int i = 0; i < n; i++) {
      counts[(int) samples[i] - lowest]++;
    }
    return new Quantiles(n, new float[0], counts, lowest);
  }

  /** Interpolated between the two neighbours, as {@code numpy.percentile}. */
  double at(double share) {
    double at = share * (samples - 1);
    int below = (int) at;
    double value = ranked(below);
    return value + (at - below) * (ranked(Math.min(below + 1, samples - 1)) - value);
  }

  /** The sample that so many others come before, in order of size. */
  private double ranked(int rank) {
    if (sorted.length > 0) {
      return sorted[rank];
    }
    int value = 0;
    for (int seen = counts[0]; seen <= rank; seen += counts[value]) {
      value++;
    }
    return low + value;
  }
}
