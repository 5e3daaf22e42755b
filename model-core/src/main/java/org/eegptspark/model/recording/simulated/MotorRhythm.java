package org.eegptspark.model.recording.simulated;

import org.eegptspark.model.recording.Annotation;

/**
 * A rhythm over one hand's motor cortex that weakens while a hand moves, most while it is the
 * opposite one: event-related desynchronization (Pfurtscheller and Lopes da Silva 1999,
 * "Event-related EEG/MEG synchronization and desynchronization: basic principles").
 */
final class MotorRhythm implements Source {
  /** The cortex needs about this long to change between rest and movement. */
  private static final double CHANGE_S = 0.3;

  private final Rhythm rhythm;
  private final FistTrials trials;
  private final String contralateral;
  private final double contralateralGain;
  private final double ipsilateralGain;
  private final double rateHz;
  private final double inertia;
  private Annotation event = new Annotation(0, 0, "");
  private long sample;
  private double gain = 1;

  /**
   * A rhythm at rest and in movement.
   *
   * @param trials the run's course, for this rhythm alone to go through
   * @param contralateral T1 for the right hemisphere, T2 for the left
   * @param contralateralGain amplitude during that movement, as a part of that at rest
   * @param ipsilateralGain amplitude during the other
   */
  MotorRhythm(
      Rhythm rhythm,
      FistTrials trials,
      String contralateral,
      double contralateralGain,
      double ipsilateralGain,
      double rateHz) {
    this.rhythm = rhythm;
    this.trials = trials;
    this.contralateral = contralateral;
    this.contralateralGain = contralateralGain;
    this.ipsilateralGain = ipsilateralGain;
    this.rateHz = rateHz;
    this.inertia = StrictMath.exp(-1 / (CHANGE_S * rateHz));
  }

  @Override
  public void next(float[] target, int samples) {
    rhythm.next(target, samples);
    for (int i = 0; i < samples; i++, sample++) {
      double aim = aim(sample / rateHz);
      gain = aim + inertia * (gain - aim);
      target[i] *= (float) gain;
    }
  }

  private double aim(double second) {
    while (second >= event.onsetS() + event.durationS() && trials.hasNext()) {
      event = trials.next();
    }
    boolean over = second >= event.onsetS() + event.durationS();
    if (over || event.text().equals("T0")) {
      return 1;
    }
    return event.text().equals(contralateral) ? contralateralGain : ipsilateralGain;
  }
}
