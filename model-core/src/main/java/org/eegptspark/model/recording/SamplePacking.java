package org.eegptspark.model.recording;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Integer samples in a form that zstd compresses well and fast, without loss: what differs from a
 * prediction, small numbers first, and their bytes apart. The format, which docs/design.md
 * specifies:
 *
 * <pre>
 * prediction of each channel   [C] bytes
 * lowest bytes of residuals    [C][T]
 * next bytes                   [C][T]
 * …                            as many as a sample has
 * </pre>
 *
 * <p>All arithmetic is modulo 2^W, of as many bits W as a sample has. With {@code s[c][t]} the
 * samples, zero outside the array, {@code d[c][t]} is
 *
 * <pre>
 * prediction 0:  s[c][t]
 * prediction 1:  s[c][t] - s[c][t-1]
 * prediction 2:  s[c][t] - s[c][t-1] - (s[c-1][t] - s[c-1][t-1])
 * </pre>
 *
 * <p>and the residual is {@code d} folded: {@code 2 d} where d as a signed number is not negative,
 * else {@code -2 d - 1}.
 */
final class SamplePacking {
  private static final int AS_IT_IS = 0;
  private static final int TIME = 1;
  private static final int TIME_AND_CHANNELS = 2;

  /** As many samples of a channel tell which prediction is best. */
  private static final int JUDGED = 4096;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

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

  /** Bytes that packed samples take. */
  int packedBytes() {
    return channels + channels * samples * width;
  }

  /** Packs samples that are channel-major and little-endian. */
  byte[] pack(byte[] plain) {
    byte[] packed = new byte[packedBytes()];
    int[] above = new int[samples];
    int[] row = new int[samples];
    int[] difference = new int[samples];
    for (int c = 0; c < channels; c++) {
      read(plain, c, row);
      int prediction = best(row, above);
      packed[c] = (byte) prediction;
      subtract(row, above, prediction, difference);
      fold(difference);
      write(difference, c, packed);
      int[] next = above;
      above = row;
      row = next;
    }
    return packed;
  }

  /** The inverse of {@link #pack}, from {@link #packedBytes()} bytes. */
  byte[] unpack(byte[] packed) {
    byte[] plain = new byte[channels * samples * width];
    int[] row = new int[samples];
    for (int c = 0; c < channels; c++) {
      switch (packed[c]) {
        case AS_IT_IS -> asItIs(packed, c, row);
        case TIME -> overTime(packed, c, row);
        case TIME_AND_CHANNELS -> overTimeAndChannels(packed, c, row);
        default ->
            throw new IllegalArgumentException(
                "channel " + c + " has a prediction " + packed[c] + ", which is none of 0, 1 and 2");
      }
      store(row, c, plain);
    }
    return plain;
  }
