package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
public record BandPass(double lowHz, double highHz, int order) implements SignalStep {
  private static final long serialVersionUID = 1L;

  /** A steep enough order that rings little. */
  public static final int USUAL_ORDER = 4;

  private static final int MAX_ORDER = 16;
  private static final Pattern EDGES = Pattern.compile("(\\d+(?:\\.\\d+)?)-(\\d+(?:\\.\\d+)?)");

  /** Refuses an empty or unbounded band. */
  public BandPass {
    check(
        lowHz >= 0 && lowHz < highHz && Double.isFinite(lowHz),
        "A band needs edges 0 <= low < high in Hz, but was given %s and %s",
        lowHz,
        highHz);
    check(
        lowHz > 0 || Double.isFinite(highHz),
        "A band from 0 Hz to infinity keeps everything: leave the band-pass out");
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
    Matcher edges = EDGES.matcher(option.strip());
    check(
        edges.matches(), "Cannot read band '%s': expected LOW-HIGH in Hz, such as 0.5-38", option);
    return new BandPass(
        Double.parseDouble(edges.group(1)), Double.parseDouble(edges.group(2)), USUAL_ORDER);
  }

  @Override
  public SignalBlock apply(SignalBlock in) {
    design(in.samplingRateHz())
        .filter(
            in,
            "band-pass from "
                + CanonicalNumber.of(lowHz)
                + " to "
                + CanonicalNumber.of(highHz)
                + " Hz");
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
    double edge = Double.isFinite(highHz) ? highHz : lowHz;
    check(
        edge < samplingRateHz / 2,
        "Cannot filter at %s Hz a signal sampled at %s Hz: a band's edges must lie below half the"
            + " sampling rate",
        edge,
        samplingRateHz);
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
