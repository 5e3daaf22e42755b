package org.eegptspark.udf.catalyst;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.Platform;

/**
 * Values of a fixed number of bytes, those of rows by their bits.
 *
 * <p>The cost of a trivial function is this class's: values are stored at addresses, with no check
 * of bounds, and values are valid unless said otherwise, so that a value is one store. Public for
 * the code that Spark generates.
 */
public final class FixedWriter extends VectorWriter {
  private final BaseFixedWidthVector vector;
  private final int width;
  private long address;
  private int capacity;

  FixedWriter(FieldVector vector, int width) {
    this.vector = (BaseFixedWidthVector) vector;
    this.width = width;
  }

  @Override
  void begin() {
    if (vector.getValueCapacity() == 0) {
      vector.allocateNew(1024);
    }
    count = 0;
    locate();
    allValid(0);
  }

  private void locate() {
    address = vector.getDataBuffer().memoryAddress();
    capacity = vector.getValueCapacity();
  }

  private void allValid(int from) {
    ArrowBuf validity = vector.getValidityBuffer();
    int first = from / Byte.SIZE;
    validity.setOne(first, BitVectorHelper.getValidityBufferSize(capacity) - first);
  }

  private void grow(int needed) {
    while (vector.getValueCapacity() < needed) {
      vector.reAlloc();
    }
    int before = capacity;
    locate();
    ArrowBuf validity = vector.getValidityBuffer();
    for (int i = before; i % Byte.SIZE != 0; i++) {
      BitVectorHelper.setBit(validity, i);
    }
    allValid((before + Byte.SIZE - 1) / Byte.SIZE * Byte.SIZE);
  }

  @Override
  void write(SpecializedGetters from, int ordinal) {
    switch (width) {
      case Long.BYTES -> put(from.getLong(ordinal));
      case Integer.BYTES -> put(from.getInt(ordinal));
      case Short.BYTES -> put(from.getShort(ordinal));
      default -> put(from.getByte(ordinal));
    }
  }

  /** The address of the next value. */
  private long next() {
    if (count == capacity) {
      grow(count + 1);
    }
    return address + (long) width * count++;
  }

  /** Writes the next value. */
  public void put(long value) {
    Platform.putLong(null, next(), value);
  }

  /** Writes the next value. */
  public void put(double value) {
    Platform.putDouble(null, next(), value);
  }

  /** Writes the next value. */
  public void put(int value) {
    Platform.putInt(null, next(), value);
  }

  /** Writes the next value. */
  public void put(float value) {
    Platform.putFloat(null, next(), value);
  }

  /** Writes the next value. */
  public void put(short value) {
    Platform.putShort(null, next(), value);
  }

  /** Writes the next value. */
  public void put(byte value) {
    Platform.putByte(null, next(), value);
  }

  /** Writes values that lie one after the other, none of them null. */
  void writeAll(Object base, long offset, int values) {
    if (count + values > capacity) {
      grow(count + values);
    }
    Platform.copyMemory(base, offset, null, address + (long) width * count, (long) width * values);
    count += values;
  }

  @Override
  public void writeNull() {
    next();
    BitVectorHelper.unsetBit(vector.getValidityBuffer(), count - 1);
  }

  int width() {
    return width;
  }

  @Override
  long bytes() {
    return (long) width * count;
  }

  @Override
  void finish() {
    vector.setValueCount(count);
  }
}
