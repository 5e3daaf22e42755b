package org.eegptspark.model.encoder.cuda;

import static org.eegptspark.model.BadInputException.check;

/**
 * Windows whose samples lie on the GPU: of one length and one montage, each channel after channel.
 *
 * @param samples the GPU's address of floats, in millivolts at 256 Hz; the caller's, who sees to it
 *     that they are there and stay until the call returns
 * @param starts [W], at least one: where in {@code samples} a window's first channel begins
 * @param length T, samples of a channel
 * @param electrodes C rows of {@code chan_embed}, one a channel
 */
public record DeviceSignals(long samples, long[] starts, int length, int[] electrodes) {
  /** Checks that there are windows of samples; copies nothing. */
  public DeviceSignals {
    check(
        starts.length > 0 && length > 0 && electrodes.length > 0,
        "Windows on a GPU must have samples, but there are %s windows of %s channels of %s",
        starts.length,
        electrodes.length,
        length);
  }
}
