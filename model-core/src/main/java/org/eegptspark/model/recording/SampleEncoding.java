package org.eegptspark.model.recording;

import java.util.Locale;

/** How a digital sample stands in a file and in the recordings table: little-endian. */
public enum SampleEncoding {
  /** 16-bit two's complement (EDF). */
  INT16(2),
  /** 24-bit two's complement (BDF). */
  INT24(3),
  /** 32-bit two's complement (BrainVision). */
  INT32(4),
  /** IEEE 754 single precision (BrainVision, EEGLAB). */
  FLOAT32(4),
  /** IEEE 754 double precision, and integers that no narrower encoding holds (GDF, NumPy). */
  FLOAT64(8);

  private final int bytes;

  SampleEncoding(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes a sample. */
  public int bytes() {
    return bytes;
  }

  /** The name in the {@code encoding} column. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The encoding of a name in the {@code encoding} column.
   *
   * @throws IllegalArgumentException for a name that is none of them
   */
  public static SampleEncoding of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  /**
   * Decodes a stretch of samples to doubles.
   *
   * @param bytes encoded samples
   * @param offset index of the first byte
   * @param samples number of samples
   * @param gain what a digital unit is worth
   * @param shift what digital zero is worth
   * @param target receives {@code gain * digital + shift} from index 0
   */
  public void decode(
      byte[] bytes, int offset, int samples, double gain, double shift, double[] target) {
    for (int i = 0, at = offset; i < samples; i++, at += this.bytes) {
      target[i] = gain * digital(bytes, at) + shift;
    }
  }

  /** The digital value whose encoding starts at {@code bytes[at]}. */
  public double digital(byte[] bytes, int at) {
    return switch (this) {
      case INT16 -> (short) ((bytes[at] & 0xff) | bytes[at + 1] << 8);
      case INT24 -> (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] << 16;
      case INT32 -> bits(bytes, at);
      case FLOAT32 -> Float.intBitsToFloat(bits(bytes, at));
      case FLOAT64 ->
          Double.longBitsToDouble(
              (bits(bytes, at) & 0xffffffffL) | (long) bits(bytes, at + 4) << 32);
    };
  }

  /** The narrowest encoding that holds every value of this one and of another. */
  public SampleEncoding and(SampleEncoding other) {
    SampleEncoding narrow = compareTo(other) < 0 ? this : other;
    SampleEncoding wide = narrow == this ? other : this;
    return wide == FLOAT32 && narrow == INT32 ? FLOAT64 : wide;
  }

  private static int bits(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }
}
