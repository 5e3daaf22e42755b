package org.eegptspark.model.recording;

import java.util.Arrays;

/** Quantiles of samples. */
final class Quantiles {
  /** Counting is faster than sorting up to so many possible values a sample. */
  private static final int VALUES_A_SAMPLE = 4;

  private final float[] sorted;

  /** Of the first {@code n} samples, one at least. */
  Quantiles(float[] samples, int n) {
    this.sorted = sorted(samples, n);
  }

  /** Interpolated between the two neighbours, as {@code numpy.percentile}. */
  double at(double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * ((double) sorted[above] - sorted[below]);
  }

  private static float[] sorted(float[] samples, int n) {
    float low = samples[0];
    float high = samples[0];
    boolean whole = true;
    for (int i = 0; i < n; i++) {
      low = Math.min(low, samples[i]);
      high = Math.max(high, samples[i]);
      whole &= samples[i] == (int) samples[i];
    }
    if (whole && (double) high - low < (double) VALUES_A_SAMPLE * n) {
      return counted(samples, n, (int) low, (int) high);
    }
    float[] sorted = Arrays.copyOf(samples, n);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Whole numbers that lie close together, as integers' usually do, by how often each occurs. */
  private static float[] counted(float[] samples, int n, int low, int high) {
    int[] counts = new int[high - low + 1];
    for (int i = 0; i < n; i++) {
      counts[(int) samples[i] - low]++;
    }
    float[] sorted = new float[n];
    int at = 0;
    for (int value = 0; value < counts.length; value++) {
      Arrays.fill(sorted, at, at + counts[value], low + value);
      at += counts[value];
    }
    return sorted;
  }
}
