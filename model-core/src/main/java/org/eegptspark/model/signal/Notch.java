package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

/**
 * Takes out one frequency, such as the mains', shifting no phase: {@code
 * scipy.signal.filtfilt(*iirnotch(frequencyHz, quality, fs), x)}. Overwrites the block.
 *
 * @param frequencyHz what is taken out
 * @param quality the frequency over the width of the notch at -3 dB; its harmonics' notches are as
 *     wide in Hz
 * @param harmonics whether the multiples of the frequency that the sampling rate can hold are taken
 *     out as well
 */
public record Notch(double frequencyHz, double quality, boolean harmonics) implements SignalStep {
  private static final long serialVersionUID = 1L;

  /** A quality that takes out the mains and little else. */
  public static final double USUAL_QUALITY = 30;

  /** Refuses what is no frequency. */
  public Notch {
    check(
        frequencyHz > 0 && Double.isFinite(frequencyHz),
        "A notch needs a frequency above 0 Hz, but was given %s",
        frequencyHz);
    check(
        quality > 0 && Double.isFinite(quality),
        "A notch needs a quality above 0, but was given %s",
        quality);
  }

  /** One frequency alone. */
  public Notch(double frequencyHz, double quality) {
    this(frequencyHz, quality, false);
  }

  @Override
  public SignalBlock apply(SignalBlock in) {
    for (int multiple = 1; multiple <= multiples(in.samplingRateHz()); multiple++) {
      double hz = multiple * frequencyHz;
      design(multiple, in.samplingRateHz())
          .filter(in, "notch at " + CanonicalNumber.of(hz) + " Hz");
    }
    return in;
  }

  @Override
  public double marginSeconds(double samplingRateHz) {
    int samples = 0;
    for (int multiple = 1; multiple <= multiples(samplingRateHz); multiple++) {
      samples += design(multiple, samplingRateHz).settlingSamples();
    }
    return samples / samplingRateHz;
  }

  @Override
  public String describe() {
    return "notch frequency_hz="
        + CanonicalNumber.of(frequencyHz)
        + " quality="
        + CanonicalNumber.of(quality)
        + (harmonics ? " harmonics=all" : "");
  }

  /** Frequencies taken out: a harmonic so near half the rate that its notch reaches it is left. */
  private int multiples(double samplingRateHz) {
    double width = frequencyHz / quality;
    return harmonics ? Math.max(1, (int) ((samplingRateHz / 2 - width) / frequencyHz)) : 1;
  }

  /** Orfanidis, Introduction to Signal Processing, equations 11.3.4 and 11.3.19, for -3 dB. */
  private BiquadCascade design(int multiple, double samplingRateHz) {
    check(
        frequencyHz < samplingRateHz / 2,
        "Cannot take %s Hz out of a signal sampled at %s Hz: the notch must lie below half the"
            + " sampling rate",
        frequencyHz,
        samplingRateHz);
    double omega = 2 * Math.PI * frequencyHz / samplingRateHz;
    double gain = 1 / (1 + Math.tan(omega / quality / 2));
    double cosine = Math.cos(multiple * omega);
    return new BiquadCascade(
        new double[][] {
          {gain, -2 * gain * cosine, gain, -2 * gain * cosine, 2 * gain - 1},
        });
  }
}
