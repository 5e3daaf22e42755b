package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

/**
 * Multiplies every sample. Overwrites the block.
 *
 * @param factor what one unit of the input is worth in the output's
 */
public record Scale(double factor) implements SignalStep {
  private static final long serialVersionUID = 1L;

  /** From the unit of recordings to the model's. */
  public static final Scale MICROVOLTS_TO_MILLIVOLTS = new Scale(1e-3);

  /** Refuses a factor that would lose the signal. */
  public Scale {
    check(
        factor != 0 && Double.isFinite(factor),
        "A scale must be a number other than 0, but was %s",
        factor);
  }

  @Override
  public SignalBlock apply(SignalBlock in) {
    for (double[] row : in.samples()) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= factor;
      }
    }
    return in;
  }

  @Override
  public double marginSeconds(double samplingRateHz) {
    return 0;
  }

  @Override
  public String describe() {
    return "scale factor=" + CanonicalNumber.of(factor);
  }
}
