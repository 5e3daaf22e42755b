package org.eegptspark.model.recording;

/**
 * Gathers a channel's {@link ChannelStatistics} from its digital samples, given in order of time.
 * How they are cut into calls does not matter to the bits of the result.
 *
 * <p>Mean and standard deviation are of all samples, median and quartiles of at most {@value #KEPT}
 * evenly spaced ones: as many as tell them to a hundredth of the spread.
 */
public final class ChannelSurvey {
  private static final int KEPT = 1 << 15;

  /** Samples that are looked at together; they stay in the processor's cache. */
  private static final int BLOCK = 2048;

  /** Samples at an extreme that follow each other: fewer are the tip of a wave. */
  private static final int PLATEAU = 3;

  private final double[] block = new double[BLOCK];
  private final Moments moments = new Moments();
  private final FlatRuns flatRuns;
  private final Extreme highest = new Extreme(1);
  private final Extreme lowest = new Extreme(-1);
  private final long every;
  private final float[] kept;
  private int keptCount;
  private int filled;
  private boolean whole = true;

  /**
   * Of a channel.
   *
   * @param samples that it has, in all
   */
  public ChannelSurvey(double samplingRateHz, long samples) {
    this.flatRuns = new FlatRuns(Math.max(2, (int) Math.ceil(samplingRateHz)));
    this.every = Math.max(1, (samples + KEPT - 1) / KEPT);
    this.kept = new float[(int) Math.min(samples, KEPT)];
  }

  /** The next sample lies beyond a gap. */
  public void gap() {
    survey();
    flatRuns.interrupt();
    highest.interrupt();
    lowest.interrupt();
  }

  /**
   * The next samples. What is no number, as float formats may hold, counts as flat.
   *
   * @param encoding of the samples
   * @param bytes the digital values, as in the file
   * @param offset index of the first byte
   * @param samples how many
   */
  public void add(SampleEncoding encoding, byte[] bytes, int offset, int samples) {
    whole &= encoding.isWhole();
    for (int done = 0; done < samples; ) {
      int count = Math.min(samples - done, BLOCK - filled);
      encoding.digital(bytes, offset + done * encoding.bytes(), count, block, filled);
      done += count;
      filled += count;
      if (filled == BLOCK) {
        survey();
      }
    }
  }

  /**
   * What was gathered, in microvolts.
   *
   * @param gain microvolts a digital unit
   * @param offset microvolts at digital zero
   */
  public ChannelStatistics result(double gain, double offset) {
    survey();
    long count = moments.count();
    if (count == 0) {
      return new ChannelStatistics(0, 0, 0, 0, 1, 0);
    }
    Quantiles quantiles =
        whole
            ? Quantiles.ofWhole(kept, keptCount, lowest.value, highest.value)
            : Quantiles.of(kept, keptCount);
    double scale = Math.abs(gain);
    boolean constant = highest.value == lowest.value;
    return new ChannelStatistics(
        gain * moments.mean() + offset,
        scale * moments.standardDeviation(),
        gain * quantiles.at(0.5) + offset,
        scale * (quantiles.at(0.75) - quantiles.at(0.25)),
        (double) flatRuns.flat() / count,
        constant ? 0 : (double) (highest.clipped + lowest.clipped) / count);
  }

  /** Looks at the block, as far as it is filled, and empties it. */
  private void survey() {
    if (filled == 0) {
      return;
    }
    long skipped = (every - moments.count() % every) % every;
    for (long i = skipped; i < filled && keptCount < kept.length; i += every) {
      kept[keptCount++] = (float) block[(int) i];
    }
    for (int i = 0; !whole && i < filled; i++) {
      block[i] = Math.abs(block[i]) <= Double.MAX_VALUE ? block[i] : 0;
    }
    moments.add(block, filled);
    flatRuns.add(block, filled);
    highest.add(block, filled, moments.highest());
    lowest.add(block, filled, moments.lowest());
    filled = 0;
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

    /**
     * The next samples: the first {@code n} of a block.
     *
     * @param farthest of them
     */
    void add(double[] block, int n, double farthest) {
      if (sign * farthest < sign * value) {
        run = 0;
        return;
      }
      if (farthest != value) {
        value = farthest;
        clipped = 0;
        run = 0;
      }
      for (int i = 0; i < n; i++) {
        run = block[i] == value ? run + 1 : 0;
        if (run >= PLATEAU) {
          clipped += run == PLATEAU ? PLATEAU : 1;
        }
      }
    }

    void interrupt() {
      run = 0;
    }
  }
}
