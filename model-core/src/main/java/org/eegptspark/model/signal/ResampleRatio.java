package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * How the samples of two rates lie to each other: {@code up} output samples stand for {@code down}
 * input samples, and output sample m lies at input position {@code m * down / up}. All positions
 * are whole numbers on the recording's timeline; nothing is rounded.
 *
 * @param up output samples, coprime to {@code down}
 * @param down input samples
 */
record ResampleRatio(int up, int down) {
  /** Largest {@code up} or {@code down}: the filter has 20 times as many coefficients. */
  static final int LIMIT = 1 << 17;

  /** Relative error at which the simplest fraction is taken: 0.1 s a day, as clocks drift. */
  static final double TOLERANCE = 1e-6;

  /** Relative error beyond which two rates have no usable ratio. */
  static final double WORST = 1e-5;

  /** Half the filter's length over the larger of up and down, as scipy.signal.resample_poly. */
  private static final int HALF_LENGTH = 10;

  /**
   * The ratio of two rates: exact where their decimal digits give a fraction of terms up to {@link
   * #LIMIT} (all usual rates, and such as 12.8 Hz). Else the first convergent of the continued
   * fraction that is within {@link #TOLERANCE}, or the closest one within {@link #WORST}.
   *
   * @throws org.eegptspark.model.BadInputException where there is none
   */
  static ResampleRatio of(double fromHz, double toHz) {
    check(
        fromHz > 0 && Double.isFinite(fromHz) && toHz > 0 && Double.isFinite(toHz),
        "Sampling rates must be positive numbers of Hz, but were %s and %s",
        fromHz,
        toHz);
    BigDecimal to = BigDecimal.valueOf(toHz);
    BigDecimal from = BigDecimal.valueOf(fromHz);
    int scale = Math.max(0, Math.max(to.scale(), from.scale()));
    BigInteger up = to.movePointRight(scale).toBigIntegerExact();
    BigInteger down = from.movePointRight(scale).toBigIntegerExact();
    BigInteger divisor = up.gcd(down);
    BigInteger limit = BigInteger.valueOf(LIMIT);
    up = up.divide(divisor);
    down = down.divide(divisor);
    return up.max(down).compareTo(limit) <= 0
        ? new ResampleRatio(up.intValueExact(), down.intValueExact())
        : nearest(fromHz, toHz, up, down);
  }

  private static ResampleRatio nearest(double fromHz, double toHz, BigInteger up, BigInteger down) {
    double exact = toHz / fromHz;
    double error = Double.POSITIVE_INFINITY;
    long[] p = {1, 0};
    long[] q = {0, 1};
    while (down.signum() != 0 && error > TOLERANCE) {
      BigInteger[] part = up.divideAndRemainder(down);
      if (part[0].bitLength() > 31) {
        break;
      }
      long term = part[0].longValueExact();
      long nextP = term * p[0] + p[1];
      long nextQ = term * q[0] + q[1];
      if (Math.max(nextP, nextQ) > LIMIT) {
        break;
      }
      p = new long[] {nextP, p[0]};
      q = new long[] {nextQ, q[0]};
      error = Math.abs((double) nextP / nextQ - exact) / exact;
      up = down;
      down = part[1];
    }
    check(
        error <= WORST && p[0] > 0,
        "Cannot resample from %s Hz to %s Hz: no fraction of whole numbers up to %s comes near"
            + " their ratio; check the recording's sampling rate",
        fromHz,
        toHz,
        LIMIT);
    return new ResampleRatio((int) p[0], (int) q[0]);
  }

  /** Whether the rates are the same. */
  boolean isOne() {
    return up == down;
  }

  /** Samples on each side of its middle that the filter has, at {@code up} times the input rate. */
  int halfLength() {
    return isOne() ? 0 : HALF_LENGTH * Math.max(up, down);
  }

  /** The first output sample that does not lie before an input sample. */
  long firstOutputAtOrAfter(long input) {
    return ceilDiv(Math.multiplyExact(input, up), down);
  }

  /** The first input sample that an output sample depends on. */
  long firstInputOf(long output) {
    return ceilDiv(Math.multiplyExact(output, down) - halfLength(), up);
  }

  /** The sample after the last input sample that an output sample depends on. */
  long endInputOf(long output) {
    return Math.floorDiv(Math.multiplyExact(output, down) + halfLength(), (long) up) + 1;
  }

  static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }
}
