package org.eegptspark.model.recording;

/**
 * Where in a file of numbers each sample stands: number {@code epoch * epochStride + channel *
 * channelStride + sample * sampleStride}. One of the last two strides is 1.
 *
 * @param channels number of channels
 * @param epochs number of epochs; 1 for a continuous recording
 * @param epochSamples samples of each channel in an epoch
 * @param epochStride numbers from an epoch to the next
 * @param channelStride numbers from a channel to the next
 * @param sampleStride numbers from a sample to the next
 */
public record ArrayLayout(
    int channels,
    long epochs,
    long epochSamples,
    long epochStride,
    long channelStride,
    long sampleStride) {

  /** All channels of a moment stand together. */
  public static ArrayLayout multiplexed(int channels, long epochs, long epochSamples) {
    return new ArrayLayout(channels, epochs, epochSamples, epochSamples * channels, 1, channels);
  }

  /** All samples that a channel has in an epoch stand together. */
  public static ArrayLayout vectorized(int channels, long epochs, long epochSamples) {
    return new ArrayLayout(
        channels, epochs, epochSamples, epochSamples * channels, epochSamples, 1);
  }

  /** Whether all channels of a moment stand together. */
  boolean isMultiplexed() {
    return sampleStride != 1;
  }
}
