package org.eegptspark.model.recording;

/**
 * What one channel of a recording is like, over the whole of it.
 *
 * @param mean microvolts
 * @param sd standard deviation (over n, not n - 1), microvolts
 * @param median microvolts
 * @param iqr upper less lower quartile, microvolts
 * @param flat share of samples in stretches of a second or longer without any change, 0 to 1
 * @param clipped share of samples in plateaus at the channel's highest or lowest value, 0 to 1
 */
public record ChannelStatistics(
    double mean, double sd, double median, double iqr, double flat, double clipped) {
  /** From this share of flat samples on a channel counts as flat: it says little of the brain. */
  public static final double FLAT_LIMIT = 0.1;

  /** From this share of clipped samples on a channel counts as clipped. */
  public static final double CLIPPED_LIMIT = 0.01;

  /** Whether so much of the channel is flat that it is no use. */
  public boolean isFlat() {
    return flat >= FLAT_LIMIT;
  }

  /** Whether so much of the channel is clipped that its waves are not those of the brain. */
  public boolean isClipped() {
    return clipped >= CLIPPED_LIMIT;
  }
}
