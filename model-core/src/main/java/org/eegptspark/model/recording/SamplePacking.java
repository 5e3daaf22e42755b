package org.eegptspark.model.recording;

import static org.eegptspark.model.BadInputException.check;

/**
 * Integer samples in a form that zstd compresses well and fast, without loss: residuals of a {@link
 * Prediction}, their bytes apart, as docs/design.md specifies it:
 *
 * <pre>
 * prediction of each channel   [C] bytes
 * lowest bytes of residuals    [C][T]
 * next bytes                   [C][T]
 * …                            as many as a sample has
 * </pre>
 */
final class SamplePacking {
  /** Samples that are worked on together: their residuals stay in the processor's cache. */
  private static final int STRETCH = 2048;

  private static final Prediction[] PREDICTIONS = Prediction.values();

  private final int width;
  private final int channels;
  private final int samples;

  /**
   * Of an array of samples.
   *
   * @param width bytes a sample: 2, 3 or 4
   * @param samples of each channel
   */
  SamplePacking(int width, int channels, int samples) {
    this.width = width;
    this.channels = channels;
    this.samples = samples;
  }

  /** Packs samples that are channel-major and little-endian. */
  byte[] pack(byte[] plain) {
    byte[] packed = new byte[channels + channels * samples * width];
    int[] above = new int[samples];
    int[] row = new int[samples];
    int[] residuals = new int[STRETCH];
    for (int c = 0; c < channels; c++) {
      load(plain, c, row);
      Prediction prediction = Prediction.best(row, above, Byte.SIZE * width);
      packed[c] = (byte) prediction.ordinal();
      for (int from = 0; from < samples; from += STRETCH) {
        int count = Math.min(STRETCH, samples - from);
        prediction.subtract(row, above, Byte.SIZE * width, from, count, residuals);
        split(residuals, count, lowestBytes(c) + from, packed);
      }
      int[] next = above;
      above = row;
      row = next;
    }
    return packed;
  }

  /**
   * The inverse of {@link #pack}.
   *
   * @param packed as many bytes as {@code pack} makes
   * @param name of the samples, for messages
   * @throws org.eegptspark.model.BadInputException where they name a prediction that there is not
   */
  byte[] unpack(byte[] packed, String name) {
    byte[] plain = new byte[channels * samples * width];
    int[] row = new int[samples];
    int[] residuals = new int[STRETCH];
    for (int c = 0; c < channels; c++) {
      check(
          packed[c] >= 0 && packed[c] < PREDICTIONS.length,
          "%s: channel %s is packed with a prediction %s, which there is not: the row is damaged",
          name,
          c,
          packed[c]);
      int changes = 0;
      for (int from = 0; from < samples; from += STRETCH) {
        int count = Math.min(STRETCH, samples - from);
        join(packed, lowestBytes(c) + from, count, residuals);
        changes = PREDICTIONS[packed[c]].add(residuals, from, count, changes, row);
      }
      store(row, c, plain);
    }
    return plain;
  }

  private void split(int[] residuals, int count, int lowest, byte[] packed) {
    int next = lowest + channels * samples;
    for (int i = 0; i < count; i++) {
      packed[lowest + i] = (byte) residuals[i];
      packed[next + i] = (byte) (residuals[i] >>> Byte.SIZE);
    }
    for (int b = 2; b < width; b++) {
      int plane = lowest + b * channels * samples;
      int shift = Byte.SIZE * b;
      for (int i = 0; i < count; i++) {
        packed[plane + i] = (byte) (residuals[i] >>> shift);
      }
    }
  }

  private void join(byte[] packed, int lowest, int count, int[] residuals) {
    int next = lowest + channels * samples;
    for (int i = 0; i < count; i++) {
      residuals[i] = (packed[lowest + i] & 0xff) | (packed[next + i] & 0xff) << Byte.SIZE;
    }
    for (int b = 2; b < width; b++) {
      int plane = lowest + b * channels * samples;
      int shift = Byte.SIZE * b;
      for (int i = 0; i < count; i++) {
        residuals[i] |= (packed[plane + i] & 0xff) << shift;
      }
    }
  }

  /** Where a channel's lowest bytes begin. */
  private int lowestBytes(int channel) {
    return channels + channel * samples;
  }

  private void load(byte[] plain, int channel, int[] row) {
    int at = channel * samples * width;
    switch (width) {
      case 2 -> {
        for (int t = 0; t < samples; t++) {
          row[t] = (short) LittleEndian.SHORTS.get(plain, at + 2 * t);
        }
      }
      case 3 -> {
        for (int t = 0; t < samples; t++, at += 3) {
          row[t] = (plain[at] & 0xff) | (plain[at + 1] & 0xff) << 8 | plain[at + 2] << 16;
        }
      }
      default -> {
        for (int t = 0; t < samples; t++) {
          row[t] = (int) LittleEndian.INTS.get(plain, at + 4 * t);
        }
      }
    }
  }

  private void store(int[] row, int channel, byte[] plain) {
    int at = channel * samples * width;
    switch (width) {
      case 2 -> {
        for (int t = 0; t < samples; t++) {
          LittleEndian.SHORTS.set(plain, at + 2 * t, (short) row[t]);
        }
      }
      case 3 -> {
        for (int t = 0; t < samples; t++, at += 3) {
          plain[at] = (byte) row[t];
          plain[at + 1] = (byte) (row[t] >>> 8);
          plain[at + 2] = (byte) (row[t] >>> 16);
        }
      }
      default -> {
        for (int t = 0; t < samples; t++) {
          LittleEndian.INTS.set(plain, at + 4 * t, row[t]);
        }
      }
    }
  }
}
