package org.eegptspark.model.signal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The anti-aliasing filter of a {@link ResampleRatio}, cut into the phases that its output samples
 * need, each reversed: an output sample is then the dot product of a phase with as many consecutive
 * input samples.
 *
 * <p>The filter is that of {@code scipy.signal.resample_poly}: {@code firwin(20 * max(up, down) +
 * 1, 1 / max(up, down), window=("kaiser", 5.0)) * up}.
 */
final class PolyphaseFilter {
  private static final double KAISER_BETA = 5.0;
  private static final int KEPT = 16;

  /** The filters last used: a large ratio takes 20 MB, and a corpus has few. */
  private static final Map<ResampleRatio, PolyphaseFilter> CACHE =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ResampleRatio, PolyphaseFilter> eldest) {
          return size() > KEPT;
        }
      };

  private final ResampleRatio ratio;

  /** Coefficients of a phase. */
  private final int taps;

  /** {@code [up * taps]}: the phases, each in the order of the input samples it meets. */
  private final double[] phases;

  private PolyphaseFilter(ResampleRatio ratio) {
    this.ratio = ratio;
    int up = ratio.up();
    int half = ratio.halfLength();
    double[] h = design(ratio);
    this.taps = 2 * half / up + 1;
    this.phases = new double[up * taps];
    for (int phase = 0; phase < up; phase++) {
      int first = (int) (phase - up * ResampleRatio.ceilDiv(phase - half, up) + half);
      for (int j = 0; j < taps && first - j * up >= 0; j++) {
        phases[phase * taps + j] = h[first - j * up];
      }
    }
  }

  /** The filter of a ratio other than 1, computed once. */
  static PolyphaseFilter of(ResampleRatio ratio) {
    synchronized (CACHE) {
      return CACHE.computeIfAbsent(ratio, PolyphaseFilter::new);
    }
  }

  /**
   * Resamples a stretch; what lies outside it counts as zero. The value of an output sample is
   * computed in the same order whatever the stretch.
   *
   * @param rows {@code [C, T]} input samples
   * @param firstInput position of {@code rows[c][0]}
   * @param firstOutput position of the first output sample, not before {@code firstInput}
   * @param outputs number of output samples, none of which lies after the stretch
   * @return {@code [C, outputs]}
   */
  double[][] apply(double[][] rows, long firstInput, long firstOutput, int outputs) {
    double[][] result = new double[rows.length][outputs];
    if (outputs == 0) {
      return result;
    }
    long reachesBack = ratio.firstInputOf(firstOutput);
    int lead = Math.toIntExact(firstInput - reachesBack);
    long end = ratio.firstInputOf(firstOutput + outputs - 1) + taps;
    double[] padded = new double[Math.toIntExact(end - reachesBack)];
    PhaseRows phaseRows = PhaseRows.pay(ratio, outputs) ? phaseRows(firstOutput) : null;
    for (int c = 0; c < rows.length; c++) {
      System.arraycopy(rows[c], 0, padded, lead, rows[c].length);
      if (phaseRows == null) {
        resample(padded, firstOutput, result[c]);
      } else {
        phaseRows.resample(padded, result[c]);
      }
    }
    return result;
  }

  private PhaseRows phaseRows(long firstOutput) {
    double[][] filters = new double[ratio.up()][];
    int[] first = new int[ratio.up()];
    for (int q = 0; q < filters.length; q++) {
      long output = firstOutput + q;
      int phase = Math.floorMod(Math.multiplyExact(output, ratio.down()), ratio.up());
      filters[q] = Arrays.copyOfRange(phases, phase * taps, (phase + 1) * taps);
      first[q] = Math.toIntExact(ratio.firstInputOf(output) - ratio.firstInputOf(firstOutput));
    }
    return new PhaseRows(filters, first, ratio.down());
  }

  /** Output sample after output sample: for ratios of so many phases that each has few. */
  private void resample(double[] padded, long firstOutput, double[] result) {
    int up = ratio.up();
    int wholeStep = ratio.down() / up;
    int phaseStep = ratio.down() % up;
    int half = ratio.halfLength();
    int phase = Math.floorMod(Math.multiplyExact(firstOutput, ratio.down()), up);
    long back = ResampleRatio.ceilDiv(phase - half, up);
    int base = 0;
    for (int m = 0; m < result.length; m++) {
      int at = base + (int) (ResampleRatio.ceilDiv(phase - half, up) - back);
      result[m] = dot(phases, phase * taps, padded, at, taps);
      base += wholeStep;
      phase += phaseStep;
      if (phase >= up) {
        phase -= up;
        base++;
      }
    }
  }

  /** Adds in the order of {@link PhaseRows}. */
  private static double dot(double[] h, int hAt, double[] x, int xAt, int n) {
    double sum = 0;
    int j = 0;
    for (; j < n - 3; j += 4) {
      sum +=
          h[hAt + j] * x[xAt + j]
              + h[hAt + j + 1] * x[xAt + j + 1]
              + h[hAt + j + 2] * x[xAt + j + 2]
              + h[hAt + j + 3] * x[xAt + j + 3];
    }
    for (; j < n; j++) {
      sum += h[hAt + j] * x[xAt + j];
    }
    return sum;
  }

  /** A windowed sinc of gain {@code up} at 0 Hz, as scipy.signal.firwin. */
  private static double[] design(ResampleRatio ratio) {
    int half = ratio.halfLength();
    double cutoff = 1.0 / Math.max(ratio.up(), ratio.down());
    double[] h = new double[2 * half + 1];
    double sum = 0;
    for (int i = 0; i < h.length; i++) {
      double t = i - half;
      double x = Math.PI * cutoff * t;
      double sinc = t == 0 ? 1 : Math.sin(x) / x;
      double edge = t / half;
      h[i] = cutoff * sinc * besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge));
      sum += h[i];
    }
    for (int i = 0; i < h.length; i++) {
      h[i] *= ratio.up() / sum;
    }
    return h;
  }

  /** Modified Bessel function of the first kind, order 0: its power series, to the last digit. */
  private static double besselI0(double x) {
    double quarter = x * x / 4;
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 1e-18; k++) {
      term *= quarter / ((double) k * k);
      sum += term;
    }
    return sum;
  }
}
