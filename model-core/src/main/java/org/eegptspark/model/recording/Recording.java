package org.eegptspark.model.recording;

import java.io.IOException;

/**
 * An open recording, read in stretches so that its length does not matter to memory.
 *
 * <p>For one thread at a time. Closing it closes the file.
 */
public interface Recording extends AutoCloseable {
  /** What the file says of itself. */
  RecordingHeader header();

  /**
   * SHA-256 of the recording's bytes (of all its files, in the order header, markers, samples), as
   * 64 lower-case hexadecimal digits. Reads the whole recording.
   */
  String contentHash() throws IOException;

  /**
   * Reads a stretch of one group's signals: the file's own digital values, channel-major (all of
   * the first signal's samples, then the second's), little-endian, in the group's encoding.
   *
   * @param group one of {@code header().groups()}
   * @param firstSample first sample on the group's timeline; the stretch lies in one of its runs
   * @param samples number of samples of each signal
   * @param target receives {@code signals * samples * encoding.bytes()} bytes from index 0
   * @throws IOException where the bytes cannot be had
   */
  void read(SignalGroup group, long firstSample, int samples, byte[] target) throws IOException;

  @Override
  void close() throws IOException;
}
