package org.eegptspark.model.recording.simulated;

/** Something that comes at random moments, lasts a while and is silent in between. */
abstract class Bursts implements Source {
  private final double meanPauseS;
  private final double shortestS;
  private final double longestS;
  private final double rateHz;
  private long untilNext;
  private int length;
  private int at;

  /** For drawing moments and shapes. */
  protected final Chance chance;

  Bursts(Chance chance, double meanPauseS, double shortestS, double longestS, double rateHz) {
    this.chance = chance;
    this.meanPauseS = meanPauseS;
    this.shortestS = shortestS;
    this.longestS = longestS;
    this.rateHz = rateHz;
    this.untilNext = pause();
  }

  /** The value at a part, 0 to 1, of the burst. */
  protected abstract double value(double part);

  @Override
  public final void next(float[] target, int samples) {
    for (int i = 0; i < samples; i++) {
      if (untilNext > 0) {
        untilNext--;
        target[i] = 0;
        continue;
      }
      if (at == 0) {
        length = (int) Math.ceil(chance.between(shortestS, longestS) * rateHz);
      }
      target[i] = (float) value((double) at / length);
      if (++at == length) {
        at = 0;
        untilNext = pause();
      }
    }
  }

  /** Exponential waiting times: bursts know nothing of each other. */
  private long pause() {
    return 1 + (long) (-meanPauseS * StrictMath.log(1 - chance.uniform()) * rateHz);
  }

  /** Blinks: the lid closes faster than it opens; 1 at the top. */
  static final class Blinks extends Bursts {
    private static final double CLOSED_AT = 0.35;

    Blinks(Chance chance, double meanPauseS, double rateHz) {
      super(chance, meanPauseS, 0.25, 0.4, rateHz);
    }

    @Override
    protected double value(double part) {
      double phase = part < CLOSED_AT ? part / CLOSED_AT : (1 - part) / (1 - CLOSED_AT);
      return phase * phase * (3 - 2 * phase);
    }
  }

  /** Muscle: differences of white noise, rising with frequency, of variance 1 in mid-burst. */
  static final class Muscle extends Bursts {
    private double last;

    Muscle(Chance chance, double meanPauseS, double rateHz) {
      super(chance, meanPauseS, 0.3, 1.5, rateHz);
    }

    @Override
    protected double value(double part) {
      double white = chance.normal();
      double high = (white - last) * Math.sqrt(0.5);
      last = white;
      return 4 * part * (1 - part) * high;
    }
  }
}
