package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.util.List;

/**
 * A stretch of a recording.
 *
 * @param channels name of each channel
 * @param samplingRateHz samples a second
 * @param firstSample position of {@code samples[c][0]} on the recording's timeline at this rate
 * @param samples {@code [C, T]}, a row a channel; microvolts until a {@link Scale} says otherwise.
 *     Not copied: a {@link SignalStep} may overwrite it
 */
public record SignalBlock(
    List<String> channels, double samplingRateHz, long firstSample, double[][] samples) {
  /**
   * Copies the names and checks the shape.
   *
   * @throws org.eegptspark.model.BadInputException where names and rows differ in number, rows in
   *     length, or the rate is not a positive number
   */
  public SignalBlock {
    channels = List.copyOf(channels);
    check(
        samplingRateHz > 0 && Double.isFinite(samplingRateHz),
        "A sampling rate must be a positive number of Hz, but was %s",
        samplingRateHz);
    check(
        channels.size() == samples.length,
        "A block of signal has %s channel names for %s rows",
        channels.size(),
        samples.length);
    for (double[] row : samples) {
      check(
          row.length == samples[0].length,
          "A block of signal has rows of %s and of %s samples",
          samples[0].length,
          row.length);
    }
  }

  /** T: samples of each channel. */
  public int length() {
    return samples.length == 0 ? 0 : samples[0].length;
  }

  /** The sample after the last, on the recording's timeline. */
  public long endSample() {
    return firstSample + length();
  }

  /** The channels of a selection, in its order and by its names. The rows are shared. */
  public SignalBlock select(MontageChoice.Selection selection) {
    double[][] rows = new double[selection.indices().length][];
    for (int c = 0; c < rows.length; c++) {
      rows[c] = samples[selection.indices()[c]];
    }
    return new SignalBlock(selection.montage().electrodes(), samplingRateHz, firstSample, rows);
  }
}
