package org.eegptspark.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import org.eegptspark.model.array.FloatArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How one number of a tensor is stored, little-endian, under its name in safetensors. */
enum ElementType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes a number. */
  int bytes() {
    return bytes;
  }

  /** The type of a safetensors name; empty for one that is not read here. */
  static Optional<ElementType> of(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * Decodes a row-major tensor: 16-bit floats are widened to FLOAT without loss, whole numbers and
   * booleans to LONG.
   *
   * @param stored the tensor's bytes, from position to limit
   * @param shape the product of which is the number of elements in {@code stored}
   */
  INDArray decode(ByteBuffer stored, long[] shape) {
    ByteBuffer in = stored.slice().order(ByteOrder.LITTLE_ENDIAN);
    int count = in.remaining() / bytes;
    return switch (this) {
      case F64 -> {
        double[] values = new double[count];
        in.asDoubleBuffer().get(values);
        yield doubles(values, shape);
      }
      case F32, F16, BF16 -> floats(floatValues(in, count), shape);
      default -> longs(longValues(in, count), shape);
    };
  }

  private float[] floatValues(ByteBuffer in, int count) {
    float[] values = new float[count];
    switch (this) {
      case F32 -> in.asFloatBuffer().get(values);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = halfToFloat(in.getShort(2 * i));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float.intBitsToFloat(in.getShort(2 * i) << 16);
        }
      }
    }
    return values;
  }

  private long[] longValues(ByteBuffer in, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      int at = i * bytes;
      values[i] =
          switch (this) {
            case I64 -> in.getLong(at);
            case I32 -> in.getInt(at);
            case I16 -> in.getShort(at);
            case I8 -> in.get(at);
            case U32 -> Integer.toUnsignedLong(in.getInt(at));
            case U16 -> Short.toUnsignedLong(in.getShort(at));
            default -> Byte.toUnsignedLong(in.get(at));
          };
    }
    return values;
  }

  /** The value of an IEEE 754 half; every half is a float, so nothing is rounded. */
  static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >> 10 & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int floatExponent = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | floatExponent << 23 | fraction << 13);
  }

  /** A row-major FLOAT array that owns {@code values}' copy. */
  static INDArray floats(float[] values, long... shape) {
    if (shape.length == 0) {
      return Nd4j.scalar(values[0]);
    }
    if (values.length == 0) {
      return Nd4j.create(DataType.FLOAT, shape);
    }
    return FloatArrays.copyOf(values, shape);
  }

  private static INDArray doubles(double[] values, long[] shape) {
    if (shape.length == 0) {
      return Nd4j.scalar(values[0]);
    }
    return values.length == 0
        ? Nd4j.create(DataType.DOUBLE, shape)
        : Nd4j.createFromArray(values).reshape('c', shape);
  }

  private static INDArray longs(long[] values, long[] shape) {
    if (shape.length == 0) {
      return Nd4j.scalar(values[0]);
    }
    return values.length == 0
        ? Nd4j.create(DataType.LONG, shape)
        : Nd4j.createFromArray(values).reshape('c', shape);
  }

  /**
   * Encodes an array row-major, whatever its order in memory.
   *
   * @throws IllegalArgumentException for an array that is not FLOAT, DOUBLE or LONG
   */
  static ByteBuffer encode(INDArray array) {
    ElementType type = of(array);
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(array.length() * type.bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (array.isEmpty()) {
      return out;
    }
    INDArray rowMajor = array.isView() || array.ordering() != 'c' ? array.dup('c') : array;
    switch (type) {
      case F32 -> out.asFloatBuffer().put(rowMajor.data().asFloat());
      case F64 -> out.asDoubleBuffer().put(rowMajor.data().asDouble());
      default -> out.asLongBuffer().put(rowMajor.data().asLong());
    }
    if (rowMajor != array) {
      rowMajor.close();
    }
    return out;
  }

  /**
   * The type an array is stored as.
   *
   * @throws IllegalArgumentException for an array that is not FLOAT, DOUBLE or LONG
   */
  static ElementType of(INDArray array) {
    return switch (array.dataType()) {
      case FLOAT -> F32;
      case DOUBLE -> F64;
      case LONG -> I64;
      default ->
          throw new IllegalArgumentException(
              "Cannot store " + array.dataType() + ": expected FLOAT, DOUBLE or LONG");
    };
  }
}
