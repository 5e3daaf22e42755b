package org.eegptspark.model.recording.simulated;

/**
 * Noise whose power falls as 1/f between 0.15 and 50 Hz: a sum of first-order processes of equal
 * variance whose corner frequencies stand in a geometric row (van der Ziel 1950, "On the noise
 * spectra of semi-conductor noise and of flicker effect").
 */
final class PinkNoise implements Source {
  private static final int CORNERS = 8;
  private static final double LOWEST_HZ = 0.15;
  private static final double RATIO = 2.3;
  private static final float UNIFORM_TO_UNIT = (float) (1.7320508075688772 / 32768);

  private final Chance chance;
  private final float[] memory = new float[CORNERS];
  private final float[] drive = new float[CORNERS];
  private final float[] state = new float[CORNERS];

  PinkNoise(Chance chance, double samplingRateHz) {
    this.chance = chance;
    double corner = LOWEST_HZ;
    for (int k = 0; k < CORNERS; k++, corner *= RATIO) {
      double decay = StrictMath.exp(-2 * Math.PI * corner / samplingRateHz);
      memory[k] = (float) decay;
      drive[k] = (float) (UNIFORM_TO_UNIT * Math.sqrt((1 - decay * decay) / CORNERS));
      state[k] = (float) (chance.normal() / Math.sqrt(CORNERS));
    }
  }

  @Override
  public void next(float[] target, int samples) {
    for (int i = 0; i < samples; i++) {
      float sum = 0;
      long bits = 0;
      for (int k = 0; k < CORNERS; k++) {
        // Four corners share the 64 bits of a draw: sums of many uniform steps are normal enough.
        bits = k % 4 == 0 ? chance.bits() : bits >> 16;
        state[k] = memory[k] * state[k] + drive[k] * (short) bits;
        sum += state[k];
      }
      target[i] = sum;
    }
  }
}
