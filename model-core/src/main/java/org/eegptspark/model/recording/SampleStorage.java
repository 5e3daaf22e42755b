package org.eegptspark.model.recording;

import static org.eegptspark.model.BadInputException.check;

import java.util.Arrays;
import org.eegptspark.model.BadInputException;

/** How a row of the recordings table stores its samples; the column {@code encoding} names it. */
public enum SampleStorage {
  /**
   * Integers as residuals of a prediction, in planes of bytes. Floats as {@link #plain}: most are
   * scaled integers, whose patterns zstd finds where they are not taken apart.
   */
  packed,
  /** Channel-major and little-endian, as the file has them. */
  plain;

  private static final String PACKED = "-packed";

  /**
   * The samples of a row as they are stored.
   *
   * @param encoding what the column {@code encoding} has
   * @param bytes what the column {@code samples} has
   */
  public record Stored(String encoding, byte[] bytes) {}

  /** Stores a segment's samples in this way, or as they are where it knows no better. */
  public Stored store(Segment segment) {
    SampleEncoding encoding = segment.encoding();
    if (this == plain || !encoding.isWhole()) {
      return new Stored(encoding.key(), segment.samples());
    }
    int samples = Math.toIntExact(segment.held().samples());
    SamplePacking packing = new SamplePacking(encoding.bytes(), segment.channels().size(), samples);
    return new Stored(encoding.key() + PACKED, packing.pack(segment.samples()));
  }

  /**
   * The samples of a row: channel-major and little-endian, the file's own digital values.
   *
   * @param stored as the row has them
   * @param channels of the row
   * @param samples of each channel, halos included
   * @param row names the row in messages
   * @throws org.eegptspark.model.BadInputException where they are damaged
   */
  public static byte[] restore(Stored stored, int channels, int samples, String row) {
    if (!stored.encoding().endsWith(PACKED)) {
      return stored.bytes();
    }
    SampleEncoding encoding = encoding(stored.encoding(), row);
    int width = encoding.bytes();
    long expected = (long) channels + (long) channels * samples * width;
    check(
        stored.bytes().length == expected,
        "%s holds %s bytes of samples, but %s channels x %s samples of %s take %s: the row is"
            + " damaged",
        row,
        stored.bytes().length,
        channels,
        samples,
        stored.encoding(),
        expected);
    return new SamplePacking(width, channels, samples).unpack(stored.bytes(), row);
  }

  /**
   * The encoding of a row's samples once they are restored.
   *
   * @param key what the column {@code encoding} has
   * @param row names the row in messages
   * @throws org.eegptspark.model.BadInputException where there is none of this name
   */
  public static SampleEncoding encoding(String key, String row) {
    return Arrays.stream(SampleEncoding.values())
        .filter(e -> key.equals(e.key()) || e.isWhole() && key.equals(e.key() + PACKED))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s has samples of encoding '%s', which this version of eegpt does not know: read"
                        + " it with the version that wrote it",
                    row, key));
  }
}
