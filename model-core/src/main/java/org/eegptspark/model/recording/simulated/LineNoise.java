package org.eegptspark.model.recording.simulated;

/** The mains: a sine of amplitude 1, turned on from sample to sample by a rotation. */
final class LineNoise implements Source {
  private final double cosine;
  private final double sine;
  private double real;
  private double imaginary;

  LineNoise(Chance chance, double frequencyHz, double samplingRateHz) {
    double step = 2 * Math.PI * frequencyHz / samplingRateHz;
    cosine = StrictMath.cos(step);
    sine = StrictMath.sin(step);
    double phase = chance.between(0, 2 * Math.PI);
    real = StrictMath.cos(phase);
    imaginary = StrictMath.sin(phase);
  }

  @Override
  public void next(float[] target, int samples) {
    for (int i = 0; i < samples; i++) {
      target[i] = (float) imaginary;
      double turned = real * cosine - imaginary * sine;
      imaginary = real * sine + imaginary * cosine;
      real = turned;
      // Keeps the radius at 1 against rounding, to the first order of its error.
      double correction = 1.5 - 0.5 * (real * real + imaginary * imaginary);
      real *= correction;
      imaginary *= correction;
    }
  }
}
