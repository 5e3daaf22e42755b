package org.eegptspark.udf.catalyst;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/** Byte arrays, copied once: from where the row has them into the vector. */
final class BinaryWriter extends VectorWriter {
  private final VarBinaryVector vector;
  private long end;

  BinaryWriter(FieldVector vector) {
    this.vector = (VarBinaryVector) vector;
  }

  @Override
  void begin() {
    if (vector.getValueCapacity() == 0) {
      vector.allocateNew();
    }
    vector.setLastSet(-1);
    count = 0;
    end = 0;
  }

  @Override
  void write(SpecializedGetters from, int ordinal) {
    if (from instanceof UnsafeRow row) {
      long place = row.getLong(ordinal); // offset and size, as rows have them
      write(row.getBaseObject(), row.getBaseOffset() + (place >>> 32), (int) place);
    } else {
      byte[] bytes = from.getBinary(ordinal);
      write(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length);
    }
  }

  private void write(Object base, long offset, int size) {
    vector.setValueLengthSafe(count, size);
    vector.setIndexDefined(count);
    vector.setLastSet(count);
    Platform.copyMemory(base, offset, null, vector.getDataBufferAddress() + end, size);
    end += size;
    count++;
  }

  @Override
  void writeNull() {
    vector.setNull(count++);
  }

  @Override
  long bytes() {
    return end + (long) Integer.BYTES * count;
  }

  @Override
  void finish() {
    vector.setValueCount(count);
  }
}
