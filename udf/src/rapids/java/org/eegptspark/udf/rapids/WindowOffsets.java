package org.eegptspark.udf.rapids;

import static org.eegptspark.model.BadInputException.check;

/**
 * Where the windows of a column lie among its samples, which are one after the other.
 *
 * @param rows [rows + 1]: where a row's elements begin; those are samples, channel after channel,
 *     or arrays of a channel's samples
 * @param channels where such an array's samples begin; null where elements are samples
 */
record WindowOffsets(int[] rows, int[] channels) {
  /**
   * A window among all samples.
   *
   * @param start of its first channel
   * @param length samples of each channel, one channel right after the other
   */
  record Window(int start, int length) {}

  /**
   * The window of a row.
   *
   * @param count how many channels it has
   * @throws org.eegptspark.model.BadInputException where its samples are not so many channels
   *     equally long
   */
  Window window(int row, int count) {
    int from = rows[row];
    int elements = rows[row + 1] - from;
    if (channels == null) {
      check(
          count > 0 && elements > 0 && elements % count == 0,
          "Row %s of the batch: %s samples are not those of %s channels, channel after channel",
          row,
          elements,
          count);
      return new Window(from, elements / count);
    }
    check(
        count > 0 && elements == count,
        "Row %s of the batch: %s arrays of samples were given for %s channels",
        row,
        elements,
        count);
    int length = channels[from + 1] - channels[from];
    for (int c = 1; c < count; c++) {
      int samples = channels[from + c + 1] - channels[from + c];
      check(
          samples == length,
          "Row %s of the batch: channel %s has %s samples, but channel 0 has %s",
          row,
          c,
          samples,
          length);
    }
    return new Window(channels[from], length);
  }
}
