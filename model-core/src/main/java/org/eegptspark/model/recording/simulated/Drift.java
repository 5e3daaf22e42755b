package org.eegptspark.model.recording.simulated;

/** Slow drift of electrodes and skin: a first-order process of variance 1 with a long memory. */
final class Drift implements Source {
  private final Chance chance;
  private final double memory;
  private final double drive;
  private double state;

  Drift(Chance chance, double timeConstantS, double samplingRateHz) {
    this.chance = chance;
    memory = StrictMath.exp(-1 / (timeConstantS * samplingRateHz));
    drive = Math.sqrt(1 - memory * memory);
    state = chance.normal();
  }

  @Override
  public void next(float[] target, int samples) {
    for (int i = 0; i < samples; i++) {
      state = memory * state + drive * chance.normal();
      target[i] = (float) state;
    }
  }
}
