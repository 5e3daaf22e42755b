package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import uk.me.berndporr.iirj.Biquad;
import uk.me.berndporr.iirj.Cascade;

/**
 * A recursive filter as second-order sections, run forward and back so that it shifts no phase: the
 * arithmetic of {@code scipy.signal.sosfiltfilt}, which for one section is that of {@code
 * filtfilt}.
 */
final class BiquadCascade {
  private static final double NEGLIGIBLE = 1e-9;

  /** {@code [sections][b0 b1 b2 a1 a2]}, a0 being 1. */
  private final double[][] sections;

  /**
   * {@code [sections][2]}: the state in which a constant input of 1 finds each section settled.
   * From {@code scipy.signal.sosfilt_zi} and {@code lfilter_zi}.
   */
  private final double[][] settled;

  BiquadCascade(double[][] sections) {
    this.sections = sections;
    this.settled = new double[sections.length][];
    double level = 1;
    for (int s = 0; s < sections.length; s++) {
      double[] k = sections[s];
      double gain = (k[0] + k[1] + k[2]) / (1 + k[3] + k[4]);
      double z0 = (k[1] - k[3] * k[0] + k[2] - k[4] * k[0]) / (1 + k[3] + k[4]);
      double z1 = k[2] - k[4] * k[0] - k[4] * z0;
      settled[s] = new double[] {level * z0, level * z1};
      level *= gain;
    }
  }

  /** The sections of a filter that iirj has designed. */
  static BiquadCascade of(Cascade designed) {
    double[][] sections = new double[designed.getNumBiquads()][];
    for (int s = 0; s < sections.length; s++) {
      Biquad q = designed.getBiquad(s);
      sections[s] =
          new double[] {
            q.getB0() / q.getA0(),
            q.getB1() / q.getA0(),
            q.getB2() / q.getA0(),
            q.getA1() / q.getA0(),
            q.getA2() / q.getA0()
          };
    }
    return new BiquadCascade(sections);
  }

  /** By how many samples SciPy extends a signal at each end, unless told otherwise. */
  int padLength() {
    int firstOrderZeros = 0;
    int firstOrderPoles = 0;
    for (double[] k : sections) {
      firstOrderZeros += k[2] == 0 ? 1 : 0;
      firstOrderPoles += k[4] == 0 ? 1 : 0;
    }
    return 3 * (2 * sections.length + 1 - Math.min(firstOrderZeros, firstOrderPoles));
  }

  /** Samples until the slowest mode of the response is under 1e-9 of its start. */
  int settlingSamples() {
    double radius = 0;
    for (double[] k : sections) {
      double halfB = k[3] / 2;
      double discriminant = halfB * halfB - k[4];
      radius =
          Math.max(
              radius,
              discriminant < 0 ? Math.sqrt(k[4]) : Math.abs(halfB) + Math.sqrt(discriminant));
    }
    return radius == 0 ? 2 : (int) Math.ceil(Math.log(NEGLIGIBLE) / Math.log(radius));
  }

  /**
   * Filters every row in place.
   *
   * @param what the step, for the message
   * @throws org.eegptspark.model.BadInputException where a row is too short to be extended
   */
  void filter(SignalBlock block, String what) {
    int pad = padLength();
    check(
        block.length() > pad,
        "Cannot apply the %s to a stretch of %s samples at %s Hz: it needs more than %s",
        what,
        block.length(),
        block.samplingRateHz(),
        pad);
    double[] extended = new double[block.length() + 2 * pad];
    for (double[] row : block.samples()) {
      extend(row, pad, extended);
      runForward(extended);
      reverse(extended);
      runForward(extended);
      reverse(extended);
      System.arraycopy(extended, pad, row, 0, row.length);
    }
  }

  /** Puts a row and its odd extension, the row turned by half about each end, into a buffer. */
  private static void extend(double[] row, int pad, double[] into) {
    int last = row.length - 1;
    System.arraycopy(row, 0, into, pad, row.length);
    for (int i = 1; i <= pad; i++) {
      into[pad - i] = 2 * row[0] - row[i];
      into[pad + last + i] = 2 * row[last] - row[last - i];
    }
  }

  /** Direct form II transposed, a section after the other, settled to the first sample. */
  private void runForward(double[] x) {
    double first = x[0];
    for (int s = 0; s < sections.length; s++) {
      double b0 = sections[s][0];
      double b1 = sections[s][1];
      double b2 = sections[s][2];
      double a1 = sections[s][3];
      double a2 = sections[s][4];
      double z0 = settled[s][0] * first;
      double z1 = settled[s][1] * first;
      for (int i = 0; i < x.length; i++) {
        double in = x[i];
        double out = b0 * in + z0;
        z0 = b1 * in - a1 * out + z1;
        z1 = b2 * in - a2 * out;
        x[i] = out;
      }
    }
  }

  private static void reverse(double[] x) {
    for (int i = 0, j = x.length - 1; i < j; i++, j--) {
      double kept = x[i];
      x[i] = x[j];
      x[j] = kept;
    }
  }
}
