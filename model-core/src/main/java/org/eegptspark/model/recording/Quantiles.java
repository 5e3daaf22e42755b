package org.eegptspark.model.recording;

import java.util.Arrays;

/** Quantiles of at most {@value #KEPT} evenly spaced samples, given block by block. */
final class Quantiles {
  /** As many tell a quartile to a hundredth of the spread. */
  private static final int KEPT = 1 << 15;

  /** Whole numbers are counted, not sorted, up to so many possible values a sample. */
  private static final int VALUES_A_SAMPLE = 4;

  private final boolean whole;
  private final int every;
  private final int[] numbers;
  private final float[] reals;
  private int kept;
  private int skip;

  /**
   * Of a channel.
   *
   * @param whole whether every sample is a whole number
   * @param samples that it has, in all
   */
  Quantiles(boolean whole, long samples) {
    this.whole = whole;
    this.every = (int) Math.max(1, (samples + KEPT - 1) / KEPT);
    int size = (int) Math.min(samples, KEPT);
    this.numbers = new int[whole ? size : 0];
    this.reals = new float[whole ? 0 : size];
  }

  /** Forgets all samples. */
  void clear() {
    kept = 0;
    skip = 0;
  }

  /** The next samples: the first {@code n} of a block. */
  void add(double[] block, int n) {
    int room = numbers.length + reals.length - kept;
    int count = skip < n ? Math.min(room, (n - skip + every - 1) / every) : 0;
    if (whole) {
      for (int i = 0; i < count; i++) {
        numbers[kept + i] = (int) block[skip + i * every];
      }
    } else {
      for (int i = 0; i < count; i++) {
        reals[kept + i] = (float) block[skip + i * every];
      }
    }
    kept += count;
    skip += count * every - n;
  }

  /**
   * The samples below which so large shares of all lie, interpolated between neighbours as {@code
   * numpy.percentile} does.
   */
  double[] at(double... shares) {
    if (!whole) {
      Arrays.sort(reals, 0, kept);
      return Arrays.stream(shares).map(s -> between(s, rank -> reals[rank])).toArray();
    }
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (int i = 0; i < kept; i++) {
      low = Math.min(low, numbers[i]);
      high = Math.max(high, numbers[i]);
    }
    if ((long) high - low >= (long) VALUES_A_SAMPLE * kept) {
      Arrays.sort(numbers, 0, kept);
      return Arrays.stream(shares).map(s -> between(s, rank -> numbers[rank])).toArray();
    }
    int lowest = low;
    int[] counts = new int[high - low + 1];
    for (int i = 0; i < kept; i++) {
      counts[numbers[i] - lowest]++;
    }
    return Arrays.stream(shares)
        .map(s -> between(s, rank -> lowest + counted(counts, rank)))
        .toArray();
  }

  /** A sample by how many come before it in order of size. */
  private interface Ranked {
    double sample(int rank);
  }

  private double between(double share, Ranked ranked) {
    double at = share * (kept - 1);
    int below = (int) at;
    double value = ranked.sample(below);
    return value + (at - below) * (ranked.sample(Math.min(below + 1, kept - 1)) - value);
  }

  private static int counted(int[] counts, int rank) {
    int value = 0;
    for (int seen = counts[0]; seen <= rank; seen += counts[value]) {
      value++;
    }
    return value;
  }
}
