package org.eegptspark.model.recording;

/**
 * Gathers a channel's {@link ChannelStatistics} from its digital samples, given in order of time.
 * How they are cut into calls does not matter to the bits of the result.
 *
 * <p>Mean and standard deviation are of all samples, median and quartiles of at most 32768 evenly
 * spaced ones: as many as tell them to a hundredth of the spread.
 */
public final class ChannelSurvey {
  /** Samples that are looked at together; they stay in the processor's cache. */
  private static final int BLOCK = 2048;

  /** Samples at an extreme that follow each other: fewer are the tip of a wave. */
  private static final int PLATEAU = 3;

  private final SampleEncoding encoding;
  private final double[] block;
  private final Moments moments = new Moments();
  private final FlatRuns flatRuns;
  private final Extreme highest = new Extreme(1);
  private final Extreme lowest = new Extreme(-1);
  private final Quantiles quantiles;
  private int filled;

  /**
   * Of a channel.
   *
   * @param encoding of its samples
   * @param samples that it has, in all
   */
  public ChannelSurvey(SampleEncoding encoding, double samplingRateHz, long samples) {
    this(
        encoding,
        new double[BLOCK],
        new FlatRuns(Math.max(2, (int) Math.ceil(samplingRateHz))),
        new Quantiles(encoding.isWhole(), samples));
  }

  private ChannelSurvey(
      SampleEncoding encoding, double[] block, FlatRuns flatRuns, Quantiles quantiles) {
    this.encoding = encoding;
    this.block = block;
    this.flatRuns = flatRuns;
    this.quantiles = quantiles;
  }

  /**
   * A survey of another channel of the same recording, which takes over this one's memory: it is in
   * the processor's cache. This one must not be used any more.
   */
  public ChannelSurvey next() {
    quantiles.clear();
    return new ChannelSurvey(encoding, block, flatRuns.anew(), quantiles);
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
   * @param bytes the digital values, as in the file
   * @param offset index of the first byte
   * @param samples how many
   */
  public void add(byte[] bytes, int offset, int samples) {
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
    double[] quartiles = quantiles.at(0.25, 0.5, 0.75);
    double scale = Math.abs(gain);
    boolean constant = highest.value == lowest.value;
    return new ChannelStatistics(
        gain * moments.mean() + offset,
        scale * moments.standardDeviation(),
        gain * quartiles[1] + offset,
        scale * (quartiles[2] - quartiles[0]),
        (double) flatRuns.flat() / count,
        constant ? 0 : (double) (highest.clipped + lowest.clipped) / count);
  }

  /** Looks at the block, as far as it is filled, and empties it. */
  private void survey() {
    if (filled == 0) {
      return;
    }
    quantiles.add(block, filled);
    for (int i = 0; !encoding.isWhole() && i < filled; i++) {
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
