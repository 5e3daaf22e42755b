package org.eegptspark.model.recording;

import static org.eegptspark.model.BadInputException.check;

import java.nio.ByteOrder;

/**
 * How recording files store a number, and the encoding of the recordings table that holds it
 * without loss.
 */
public enum StoredType {
  /** 8-bit two's complement. */
  INT8(1, SampleEncoding.INT16),
  /** 8-bit unsigned. */
  UINT8(1, SampleEncoding.INT16),
  /** 16-bit two's complement. */
  INT16(2, SampleEncoding.INT16),
  /** 16-bit unsigned. */
  UINT16(2, SampleEncoding.INT24),
  /** 24-bit two's complement. */
  INT24(3, SampleEncoding.INT24),
  /** 24-bit unsigned. */
  UINT24(3, SampleEncoding.INT32),
  /** 32-bit two's complement. */
  INT32(4, SampleEncoding.INT32),
  /** 32-bit unsigned. */
  UINT32(4, SampleEncoding.FLOAT64),
  /** 64-bit two's complement, held where a double can: up to 2^53. */
  INT64(8, SampleEncoding.FLOAT64),
  /** 64-bit unsigned, likewise. */
  UINT64(8, SampleEncoding.FLOAT64),
  /** IEEE 754 half precision. */
  FLOAT16(2, SampleEncoding.FLOAT32),
  /** IEEE 754 single precision. */
  FLOAT32(4, SampleEncoding.FLOAT32),
  /** IEEE 754 double precision. */
  FLOAT64(8, SampleEncoding.FLOAT64);

  /** Every integer up to it is a double of its own. */
  private static final long LARGEST_EXACT = 1L << 53;

  private final int bytes;
  private final SampleEncoding encoding;

  StoredType(int bytes, SampleEncoding encoding) {
    this.bytes = bytes;
    this.encoding = encoding;
  }

  /** Bytes a number. */
  public int bytes() {
    return bytes;
  }

  /** The narrowest encoding that holds every number of this type. */
  public SampleEncoding encoding() {
    return encoding;
  }

  /**
   * Encodes numbers that stand at equal distances.
   *
   * @param from stored numbers
   * @param at index of the first number's first byte
   * @param stride bytes from one number to the next
   * @param order of a number's bytes
   * @param count how many
   * @param wanted an encoding that holds {@link #encoding()}
   * @param target receives them side by side
   * @param to index of the first encoded byte
   * @throws org.eegptspark.model.BadInputException where a 64-bit integer has no exact double
   */
  public void encode(
      byte[] from,
      int at,
      int stride,
      ByteOrder order,
      int count,
      SampleEncoding wanted,
      byte[] target,
      int to) {
    boolean big = order == ByteOrder.BIG_ENDIAN && bytes > 1;
    if (!big && stride == bytes && bytes == wanted.bytes() && isEncodedAs(wanted)) {
      System.arraycopy(from, at, target, to, count * bytes);
      return;
    }
    for (int i = 0, source = at, end = to; i < count; i++, source += stride) {
      long encoded = encoded(bits(from, source, big), wanted);
      for (int b = 0; b < wanted.bytes(); b++) {
        target[end++] = (byte) (encoded >>> 8 * b);
      }
    }
  }

  /** Decodes numbers that stand side by side, as far as doubles hold them. */
  public double[] decode(byte[] from, ByteOrder order) {
    double[] numbers = new double[from.length / bytes];
    byte[] encoded = new byte[numbers.length * encoding.bytes()];
    encode(from, 0, bytes, order, numbers.length, encoding, encoded, 0);
    encoding.decode(encoded, 0, numbers.length, 1, 0, numbers);
    return numbers;
  }

  private boolean isEncodedAs(SampleEncoding wanted) {
    return name().equals(wanted.name());
  }

  private long bits(byte[] from, int at, boolean big) {
    long bits = 0;
    for (int b = 0; b < bytes; b++) {
      bits = bits << 8 | from[big ? at + b : at + bytes - 1 - b] & 0xff;
    }
    return bits;
  }

  private long encoded(long bits, SampleEncoding wanted) {
    return switch (this) {
      case FLOAT16 -> real(halfToFloat((int) bits), wanted);
      case FLOAT32 -> real(Float.intBitsToFloat((int) bits), wanted);
      case FLOAT64 -> bits;
      default -> integer(bits, wanted);
    };
  }

  private static long real(float value, SampleEncoding wanted) {
    return wanted == SampleEncoding.FLOAT32
        ? Float.floatToRawIntBits(value)
        : Double.doubleToRawLongBits(value);
  }

  private long integer(long bits, SampleEncoding wanted) {
    boolean signed = this == INT8 || this == INT16 || this == INT24 || this == INT32;
    int unused = 64 - 8 * bytes;
    long value = signed ? bits << unused >> unused : bits;
    return switch (wanted) {
      case INT16, INT24, INT32 -> value;
      case FLOAT32 -> Float.floatToRawIntBits(value);
      case FLOAT64 -> {
        boolean exact = value >= -LARGEST_EXACT && value <= LARGEST_EXACT;
        check(
            exact && (this != UINT64 || value >= 0),
            "A sample of %s is beyond 2^53, where not every integer is a double: scale the samples"
                + " down",
            this == UINT64 ? Long.toUnsignedString(value) : Long.toString(value));
        yield Double.doubleToRawLongBits(value);
      }
    };
  }

  /** IEEE 754 half precision, for Java has it from version 20 on. */
  private static float halfToFloat(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    float magnitude;
    if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, -24);
    } else if (exponent == 31) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Math.scalb((float) (1024 + fraction), exponent - 25);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }
}
