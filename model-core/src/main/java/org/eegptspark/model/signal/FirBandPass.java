package org.eegptspark.model.signal;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps a band of frequencies by a finite impulse response that shifts no phase: {@code
 * mne.filter.filter_data(x, fs, lowHz, highHz)} with MNE's defaults ({@code firwin}, a Hamming
 * window, transitions of a quarter of an edge, at least 2 Hz and at most the edge). Overwrites the
 * block.
 *
 * <p>The edges are where the band begins to fall off. Ends of the recording are mirrored (odd),
 * with zeros beyond where the recording is shorter than the filter.
 *
 * @param lowHz the lower edge; 0 for a low-pass
 * @param highHz the upper edge; infinity for a high-pass
 */
public record FirBandPass(double lowHz, double highHz) implements BandFilter {
  private static final long serialVersionUID = 1L;

  /** Length of a Hamming window's impulse response over the period of its transition. */
  private static final double HAMMING_LENGTH = 3.3;

  private static final double LEAST_TRANSITION_HZ = 2;

  /** A few rates a corpus, a few filters a session. */
  private static final ConcurrentMap<Design, FirFilter> DESIGNS = new ConcurrentHashMap<>();

  private record Design(FirBandPass band, double samplingRateHz) {}

  /** Refuses an empty or unbounded band. */
  public FirBandPass {
    new Band(lowHz, highHz);
  }

  /**
   * The band that an option says.
   *
   * @param option such as {@code 0.5-38}, in Hz
   * @throws org.eegptspark.model.BadInputException for anything else
   */
  public static FirBandPass parse(String option) {
    Band band = Band.parse(option);
    return new FirBandPass(band.lowHz(), band.highHz());
  }

  @Override
  public SignalBlock apply(SignalBlock in) {
    FirFilter filter = filter(in.samplingRateHz());
    for (double[] row : in.samples()) {
      filter.apply(row);
    }
    return in;
  }

  @Override
  public double marginSeconds(double samplingRateHz) {
    return filter(samplingRateHz).halfLength() / samplingRateHz;
  }

  @Override
  public String describe() {
    return "fir-band-pass low_hz="
        + CanonicalNumber.of(lowHz)
        + " high_hz="
        + CanonicalNumber.of(highHz)
        + " window=hamming design=firwin";
  }

  private FirFilter filter(double samplingRateHz) {
    new Band(lowHz, highHz).checkBelowNyquist(samplingRateHz);
    return DESIGNS.computeIfAbsent(
        new Design(this, samplingRateHz), design -> new FirFilter(coefficients(samplingRateHz)));
  }

  /** The impulse response: an odd number of coefficients, symmetric. */
  double[] coefficients(double samplingRateHz) {
    double nyquist = samplingRateHz / 2;
    double lowWidth =
        lowHz == 0
            ? Double.POSITIVE_INFINITY
            : Math.min(Math.max(lowHz / 4, LEAST_TRANSITION_HZ), lowHz);
    double highWidth =
        Double.isInfinite(highHz)
            ? Double.POSITIVE_INFINITY
            : Math.min(Math.max(highHz / 4, LEAST_TRANSITION_HZ), nyquist - highHz);
    double seconds = HAMMING_LENGTH / Math.min(lowWidth, highWidth);
    int length = odd((int) Math.ceil(seconds * samplingRateHz));
    double[] h = new double[length];
    if (Double.isInfinite(highHz)) {
      h[length / 2] = 1;
    } else {
      addLowPass(h, 1, highHz + highWidth / 2, highWidth, samplingRateHz);
    }
    if (lowHz > 0) {
      addLowPass(h, -1, lowHz - lowWidth / 2, lowWidth, samplingRateHz);
    }
    return h;
  }

  /** Adds {@code scipy.signal.firwin}'s low-pass, as long as its own transition asks. */
  private static void addLowPass(
      double[] h, int sign, double cutoffHz, double widthHz, double samplingRateHz) {
    int length = odd((int) Math.rint(HAMMING_LENGTH * samplingRateHz / widthHz));
    double[] low = new double[Math.min(length, h.length)];
    double cutoff = 2 * cutoffHz / samplingRateHz;
    int half = low.length / 2;
    for (int i = 0; i < low.length; i++) {
      double x = Math.PI * cutoff * (i - half);
      double sinc = i == half ? 1 : Math.sin(x) / x;
      low[i] = cutoff * sinc * (0.54 - 0.46 * Math.cos(Math.PI * i / half));
    }
    double sum = Arrays.stream(low).sum();
    int offset = (h.length - low.length) / 2;
    for (int i = 0; i < low.length; i++) {
      h[offset + i] += sign * low[i] / sum;
    }
  }

  private static int odd(int length) {
    return length + 1 - length % 2;
  }
}
