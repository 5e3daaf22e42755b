package org.eegptspark.model.signal;

import java.util.Arrays;

/**
 * Output samples of one phase of a polyphase filter, many at once. They meet input samples that lie
 * {@code down} apart; those laid side by side are rows, and an output row is a sum of input rows,
 * each times a coefficient: loops that the JVM turns into vector instructions.
 *
 * <p>For one thread.
 */
final class PhaseRows {
  /** Output samples of a phase that are worked on together: their rows stay in the cache. */
  private static final int BLOCK = 256;

  private static final int MOST_PHASES = 64;
  private static final int LEAST_ROW = 32;

  /** What sums begin with. */
  private static final double[] ZEROS = new double[BLOCK];

  private final double[][] filters; // [up][taps]; a filter has 20 coefficients or more
  private final int[] first; // [up]
  private final int down;
  private final double[][] residues; // [down][]: every down-th input sample
  private final double[][] rows; // [first + taps][BLOCK]: likewise, one for each first sample
  private final double[] sums = new double[BLOCK];

  /**
   * @param filters the coefficients of the first {@code up} output samples, in the order of the
   *     input samples that each meets; all of one length
   * @param first the first input sample that each of these meets, as an index
   * @param down input samples from one output sample of a phase to the next
   */
  PhaseRows(double[][] filters, int[] first, int down) {
    this.filters = filters;
    this.first = first;
    this.down = down;
    int met = Arrays.stream(first).max().orElseThrow() + filters[0].length;
    this.rows = new double[met][BLOCK];
    this.residues = new double[Math.min(down, met)][BLOCK + met / down + 1];
  }

  /** Whether the output samples are many enough for each phase. */
  static boolean pay(ResampleRatio ratio, int outputs) {
    return ratio.up() <= MOST_PHASES && outputs >= LEAST_ROW * ratio.up();
  }

  /**
   * Computes output samples.
   *
   * @param padded all input samples that they meet, from the first one on
   * @param result receives them
   */
  void resample(double[] padded, double[] result) {
    int up = filters.length;
    for (int start = 0; start * up < result.length; start += BLOCK) {
      spread(padded, start * down);
      for (int q = 0; q < up; q++) {
        int left = result.length - start * up - q;
        int count = Math.min(BLOCK, (left + up - 1) / up);
        sum(filters[q], first[q], count);
        for (int j = 0, m = start * up + q; j < count; j++, m += up) {
          result[m] = sums[j];
        }
      }
    }
  }

  /** Lays out the input samples from an index on; those beyond the end are met by no output. */
  private void spread(double[] padded, int from) {
    for (int r = 0; r < residues.length; r++) {
      double[] residue = residues[r];
      int count = Math.min(residue.length, (padded.length - from - r + down - 1) / down);
      for (int j = 0, at = from + r; j < count; j++, at += down) {
        residue[j] = padded[at];
      }
    }
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(residues[i % down], i / down, rows[i], 0, BLOCK);
    }
  }

  /** Adds four products at a time, from the first input sample to the last. */
  private void sum(double[] filter, int at, int count) {
    double[] before = ZEROS;
    int k = 0;
    for (; k < filter.length - 3; k += 4) {
      addFour(
          sums,
          before,
          count,
          filter[k],
          rows[at + k],
          filter[k + 1],
          rows[at + k + 1],
          filter[k + 2],
          rows[at + k + 2],
          filter[k + 3],
          rows[at + k + 3]);
      before = sums;
    }
    for (; k < filter.length; k++) {
      add(sums, count, filter[k], rows[at + k]);
    }
  }

  // All arrays are read from index 0 on: with offsets of their own, the JVM would not vectorize.

  private static void addFour(
      double[] sums,
      double[] before,
      int count,
      double h0,
      double[] x0,
      double h1,
      double[] x1,
      double h2,
      double[] x2,
      double h3,
      double[] x3) {
    for (int j = 0; j < count; j++) {
      sums[j] = before[j] + (h0 * x0[j] + h1 * x1[j] + h2 * x2[j] + h3 * x3[j]);
    }
  }

  private static void add(double[] sums, int count, double h, double[] x) {
    for (int j = 0; j < count; j++) {
      sums[j] += h * x[j];
    }
  }
}
