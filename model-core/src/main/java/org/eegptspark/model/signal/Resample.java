package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

/**
 * Brings a signal to another rate: {@code scipy.signal.resample_poly(x, up, down)} with its default
 * window (Kaiser, beta 5) and zeros beyond the ends.
 *
 * <p>Output sample m of the timeline at the target rate lies at input position {@code m * down /
 * up}. For a block of input samples [a, b) the result is the m with {@code a <= m * down / up < b},
 * and starts at the first of them. The value of an m is the same to the last bit whatever block it
 * is computed from, if the block holds all that m depends on. The result has arrays of its own,
 * unless the rates are the same.
 *
 * @param targetHz the rate of the result
 */
public record Resample(double targetHz) implements SignalStep {
  private static final long serialVersionUID = 1L;

  /** Refuses what is no rate. */
  public Resample {
    check(
        targetHz > 0 && Double.isFinite(targetHz),
        "A sampling rate must be a positive number of Hz, but was %s",
        targetHz);
  }

  @Override
  public SignalBlock apply(SignalBlock in) {
    ResampleRatio ratio = ratio(in.samplingRateHz());
    if (ratio.isOne()) {
      return new SignalBlock(in.channels(), targetHz, in.firstSample(), in.samples());
    }
    long first = ratio.firstOutputAtOrAfter(in.firstSample());
    int outputs = Math.toIntExact(ratio.firstOutputAtOrAfter(in.endSample()) - first);
    return new SignalBlock(
        in.channels(),
        targetHz,
        first,
        PolyphaseFilter.of(ratio).apply(in.samples(), in.firstSample(), first, outputs));
  }

  @Override
  public double marginSeconds(double samplingRateHz) {
    ResampleRatio ratio = ratio(samplingRateHz);
    return (double) ratio.halfLength() / ratio.up() / samplingRateHz;
  }

  @Override
  public String describe() {
    return "resample target_hz=" + CanonicalNumber.of(targetHz) + " window=kaiser:5";
  }

  ResampleRatio ratio(double samplingRateHz) {
    return ResampleRatio.of(samplingRateHz, targetHz);
  }
}
