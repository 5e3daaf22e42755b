package org.eegptspark.model.signal;

import java.io.Serializable;
import java.util.OptionalInt;

/**
 * Power at the frequencies of the mains, 50 and 60 Hz, and beside them, where it would be as much
 * without mains: as sums over stretches of 4 s and channels, which add up over a recording.
 *
 * @param at50 power at 50 Hz
 * @param near50 mean power 2 and 3 Hz to each side
 * @param at60 as {@code at50}
 * @param near60 as {@code near50}
 */
public record LinePower(double at50, double near50, double at60, double near60)
    implements Serializable {
  /** Nothing measured. */
  public static final LinePower NONE = new LinePower(0, 0, 0, 0);

  /** From this multiple of its neighbours on, a frequency stands out. */
  private static final double STANDS_OUT = 2;

  private static final double SECONDS = 4;
  private static final int MOST_STRETCHES = 15;
  private static final double[] BESIDE = {-3, -2, 2, 3};

  /**
   * Measures channels in at most 15 stretches, evenly spaced.
   *
   * @param rows {@code [C][T]}; a frequency above half the rate has no power
   */
  public static LinePower of(double[][] rows, double rateHz) {
    int length = (int) Math.round(SECONDS * rateHz);
    LinePower sum = NONE;
    for (double[] row : rows) {
      int stretches = Math.min(MOST_STRETCHES, row.length / length);
      for (int k = 0; k < stretches; k++) {
        int from = (int) ((long) (row.length - length) * k / Math.max(1, stretches - 1));
        sum = sum.plus(of(row, from, length, rateHz));
      }
    }
    return sum;
  }

  private static LinePower of(double[] row, int from, int length, double rateHz) {
    LinePower at50 = NONE;
    if (holds(50, rateHz)) {
      at50 =
          new LinePower(
              power(row, from, length, 50, rateHz), beside(row, from, length, 50, rateHz), 0, 0);
    }
    if (!holds(60, rateHz)) {
      return at50;
    }
    return at50.plus(
        new LinePower(
            0, 0, power(row, from, length, 60, rateHz), beside(row, from, length, 60, rateHz)));
  }

  private static boolean holds(double hz, double rateHz) {
    return hz + BESIDE[BESIDE.length - 1] < rateHz / 2;
  }

  private static double beside(double[] row, int from, int length, double hz, double rateHz) {
    double sum = 0;
    for (double away : BESIDE) {
      sum += power(row, from, length, hz + away, rateHz) / BESIDE.length;
    }
    return sum;
  }

  /** Goertzel's sum over a stretch less its mean, in a Hann window. */
  private static double power(double[] row, int from, int length, double hz, double rateHz) {
    double mean = 0;
    for (int i = 0; i < length; i++) {
      mean += row[from + i] / length;
    }
    double turn = 2 * Math.cos(2 * Math.PI * hz / rateHz);
    double s1 = 0;
    double s2 = 0;
    for (int i = 0; i < length; i++) {
      double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / length);
      double s0 = hann * (row[from + i] - mean) + turn * s1 - s2;
      s2 = s1;
      s1 = s0;
    }
    return s1 * s1 + s2 * s2 - turn * s1 * s2;
  }

  /** The sum of both. */
  public LinePower plus(LinePower other) {
    return new LinePower(
        at50 + other.at50, near50 + other.near50, at60 + other.at60, near60 + other.near60);
  }

  /** 50 or 60, whichever stands out more; empty where neither does. */
  public OptionalInt likelyHz() {
    double over50 = near50 == 0 ? 0 : at50 / near50;
    double over60 = near60 == 0 ? 0 : at60 / near60;
    if (Math.max(over50, over60) < STANDS_OUT) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(over50 > over60 ? 50 : 60);
  }
}
