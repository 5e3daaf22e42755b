package org.eegptspark.model.recording;

import java.io.IOException;

/** The samples of a recording whose channels all have one rate, wherever they stand. */
public interface SampleArray {
  /**
   * Reads a stretch: channel-major, little-endian, in the encoding of the recording's group.
   *
   * @param first sample of each channel, of those that are stored: gaps are not counted
   * @param samples number of samples of each channel, all of one epoch
   * @param target receives them from index 0
   * @throws IOException where the bytes cannot be had
   */
  void read(long first, int samples, byte[] target) throws IOException;
}
