package org.eegptspark.model.recording.simulated;

/**
 * A rhythm that waxes and wanes: white noise through a resonance, an autoregressive process of the
 * second order, of variance 1.
 */
final class Rhythm implements Source {
  private final Chance chance;
  private final double first;
  private final double second;
  private final double drive;
  private double last;
  private double lastButOne;

  /**
   * A rhythm.
   *
   * @param frequencyHz where its power is greatest
   * @param bandwidthHz width of the peak: the narrower, the slower it waxes and wanes
   */
  Rhythm(Chance chance, double frequencyHz, double bandwidthHz, double samplingRateHz) {
    this.chance = chance;
    double radius = StrictMath.exp(-Math.PI * bandwidthHz / samplingRateHz);
    first = 2 * radius * StrictMath.cos(2 * Math.PI * frequencyHz / samplingRateHz);
    second = -radius * radius;
    // Stationary variance of an AR(2) process with unit drive (Box and Jenkins 1976, 3.2.25).
    double variance = (1 - second) / ((1 + second) * ((1 - second) * (1 - second) - first * first));
    drive = 1 / Math.sqrt(variance);
    last = chance.normal();
  }

  @Override
  public void next(float[] target, int samples) {
    for (int i = 0; i < samples; i++) {
      double value = first * last + second * lastButOne + drive * chance.normal();
      lastButOne = last;
      last = value;
      target[i] = (float) value;
    }
  }
}
