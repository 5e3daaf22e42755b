package org.eegptspark.model.recording;

import java.util.Arrays;

/**
 * Gathers a channel's {@link ChannelStatistics} from its digital samples, given in order of time.
 * How they are cut into calls does not matter to the bits of the result.
 *
 * <p>Mean and standard deviation are of all samples, median and quartiles of at most {@value #KEPT}
 * evenly spaced ones: as many as tell them to a hundredth of the spread.
 */
public final class ChannelSurvey {
  private static final int KEPT = 1 << 15;

  /** Samples at an extreme that follow each other: fewer are the tip of a wave. */
  private static final int PLATEAU = 3;

  private final int flatRun;
  private final Extreme highest = new Extreme(1);
  private final Extreme lowest = new Extreme(-1);
  private final long every;
  private final float[] kept;
  private int keptCount;
  private long count;
  private double mean;
  private double squares;
  private double last = Double.NaN;
  private long sameRun;
  private long flat;

  /**
   * Of a channel.
   *
   * @param samples that it has, in all
   */
  public ChannelSurvey(double samplingRateHz, long samples) {
    this.flatRun = Math.max(2, (int) Math.ceil(samplingRateHz));
    this.every = Math.max(1, (samples + KEPT - 1) / KEPT);
    this.kept = new float[(int) Math.min(samples, KEPT)];
  }

  /** The next sample lies beyond a gap. */
  public void gap() {
    last = Double.NaN;
    sameRun = 0;
    highest.interrupt();
    lowest.interrupt();
  }

  /**
   * The next sample. What is no number, as float formats may hold, counts as flat.
   *
   * @param digital as in the file
   */
  public void add(double digital) {
    if (count % every == 0 && keptCount < kept.length) {
      kept[keptCount++] = (float) digital;
    }
    count++;
    double value = Double.isFinite(digital) ? digital : 0;
    double away = value - mean;
    mean += away / count;
    squares += away * (value - mean);
    sameRun = value == last ? sameRun + 1 : 1;
    last = value;
    if (sameRun >= flatRun) {
      flat += sameRun == flatRun ? flatRun : 1;
    }
    highest.add(value);
    lowest.add(value);
  }

  /**
   * What was gathered, in microvolts.
   *
   * @param gain microvolts a digital unit
   * @param offset microvolts at digital zero
   */
  public ChannelStatistics result(double gain, double offset) {
    if (count == 0) {
      return new ChannelStatistics(0, 0, 0, 0, 1, 0);
    }
    float[] sorted = Arrays.copyOf(kept, keptCount);
    Arrays.sort(sorted);
    double scale = Math.abs(gain);
    boolean constant = highest.value == lowest.value;
    return new ChannelStatistics(
        gain * mean + offset,
        scale * Math.sqrt(squares / count),
        gain * quantile(sorted, 0.5) + offset,
        scale * (quantile(sorted, 0.75) - quantile(sorted, 0.25)),
        (double) flat / count,
        constant ? 0 : (double) (highest.clipped + lowest.clipped) / count);
  }

  /** Interpolated between the two neighbours, as {@code numpy.percentile}. */
  private static double quantile(float[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * ((double) sorted[above] - sorted[below]);
  }

  /** The samples at the farthest value in a direction, as far as is known. */
  private static final class Extreme {
    private final int sign;
    private double value;
    private long clipped;
    private int run;

    Extreme(int sign) {
      this.sign = sign;
      this.value = sign * Double.NEGATIVE_INFINITY;
    }

    void add(double sample) {
      if (sign * sample > sign * value) {
        value = sample;
        clipped = 0;
        run = 0;
      }
      run = sample == value ? run + 1 : 0;
      if (run >= PLATEAU) {
        clipped += run == PLATEAU ? PLATEAU : 1;
      }
    }

    void interrupt() {
      run = 0;
    }
  }
}
