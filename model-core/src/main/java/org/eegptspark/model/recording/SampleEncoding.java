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

  /** Whether every sample is a whole number. */
  public boolean isWhole() {
    return this != FLOAT32 && this != FLOAT64;
  }

  /** The name in the {@code encoding} column. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
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
    digital(bytes, offset, samples, target, 0);
    for (int i = 0; i < samples; i++) {
      target[i] = gain * target[i] + shift;
    }
  }

  /**
   * The digital values of a stretch of samples.
   *
   * @param bytes encoded samples
   * @param offset index of the first byte
   * @param samples number of samples
   * @param target receives them
   * @param from index of the first in the target
   */
  public void digital(byte[] bytes, int offset, int samples, double[] target, int from) {
    switch (this) {
      case INT16 -> {
        for (int i = 0; i < samples; i++) {
          target[from + i] = (short) LittleEndian.SHORTS.get(bytes, offset + 2 * i);
        }
      }
      case INT24 -> {
        for (int i = 0, at = offset; i < samples; i++, at += 3) {
          target[from + i] = (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] << 16;
        }
      }
      case INT32 -> {
        for (int i = 0; i < samples; i++) {
          target[from + i] = (int) LittleEndian.INTS.get(bytes, offset + 4 * i);
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < samples; i++) {
          target[from + i] = (float) LittleEndian.FLOATS.get(bytes, offset + 4 * i);
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < samples; i++) {
          target[from + i] = (double) LittleEndian.DOUBLES.get(bytes, offset + 8 * i);
        }
      }
    }
  }

  /** The narrowest encoding that holds every value of this one and of another. */
  public SampleEncoding and(SampleEncoding other) {
    SampleEncoding narrow = compareTo(other) < 0 ? this : other;
    SampleEncoding wide = narrow == this ? other : this;
    return wide == FLOAT32 && narrow == INT32 ? FLOAT64 : wide;
  }
}
