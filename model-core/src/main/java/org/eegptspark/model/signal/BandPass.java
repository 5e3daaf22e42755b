package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import uk.me.berndporr.iirj.Butterworth;

/**
 * Keeps a band of frequencies, shifting no phase: {@code scipy.signal.sosfiltfilt(butter(order,
 * [lowHz, highHz], "bandpass", fs=fs, output="sos"), x)}. Run both ways, the band's edges are at -6
 * dB. Overwrites the block.
 *
 * @param lowHz the lower edge; 0 for a low-pass
 * @param highHz the upper edge; infinity for a high-pass
 * @param order of the Butterworth prototype; a band-pass has twice as many poles
 */
public record BandPass(double lowHz, double highHz, int order) implements BandFilter {
  private static final long serialVersionUID = 1L;

  /** A steep enough order that rings little. */
  public static final int USUAL_ORDER = 4;

  private static final int MAX_ORDER = 16;

  /** Refuses an empty or unbounded band. */
  public BandPass {
    new Band(lowHz, highHz);
    check(
        order > 0 && order <= MAX_ORDER,
        "A band-pass needs an order of 1 to %s, but was given %s",
        MAX_ORDER,
        order);
  }

  /**
   * The band that an option says, of the usual order.
   *
   * @param option such as {@code 0.5-38}, in Hz
   * @throws org.eegptspark.model.BadInputException for anything else
   */
  public static BandPass parse(String option) {
    Band band = Band.parse(option);
    return new BandPass(band.lowHz(), band.highHz(), USUAL_ORDER);
  }

  @Override
  public SignalBlock apply(SignalBlock in) {
    design(in.samplingRateHz()).filter(in, "band-pass from " + new Band(lowHz, highHz));
    return in;
  }

  @Override
  public double marginSeconds(double samplingRateHz) {
    return design(samplingRateHz).settlingSamples() / samplingRateHz;
  }

  @Override
  public String describe() {
    return "band-pass low_hz="
        + CanonicalNumber.of(lowHz)
        + " high_hz="
        + CanonicalNumber.of(highHz)
        + " order="
        + order;
  }

  private BiquadCascade design(double samplingRateHz) {
    new Band(lowHz, highHz).checkBelowNyquist(samplingRateHz);
    Butterworth butterworth = new Butterworth();
    if (lowHz == 0) {
      butterworth.lowPass(order, samplingRateHz, highHz);
    } else if (Double.isInfinite(highHz)) {
      butterworth.highPass(order, samplingRateHz, lowHz);
    } else {
      butterworth.bandPass(order, samplingRateHz, (lowHz + highHz) / 2, highHz - lowHz);
    }
    return BiquadCascade.of(butterworth);
  }
}
