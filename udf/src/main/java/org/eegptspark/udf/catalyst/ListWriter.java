package org.eegptspark.udf.catalyst;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;

/** Arrays; those of numbers without nulls in one copy each. */
final class ListWriter extends VectorWriter {
  private final ListVector vector;
  private final VectorWriter elements;

  ListWriter(FieldVector vector, DataType elementType) {
    this.vector = (ListVector) vector;
    this.elements = VectorWriter.of(this.vector.getDataVector(), elementType);
  }

  @Override
  void begin() {
    if (vector.getValueCapacity() == 0) {
      vector.allocateNew();
    }
    vector.setLastSet(-1);
    elements.begin();
    count = 0;
  }

  @Override
  void write(SpecializedGetters from, int ordinal) {
    ArrayData array = from.getArray(ordinal);
    int size = array.numElements();
    vector.startNewValue(count);
    if (elements instanceof FixedWriter numbers
        && array instanceof UnsafeArrayData unsafe
        && !hasNull(unsafe)) {
      long first =
          unsafe.getBaseOffset() + UnsafeArrayData.calculateHeaderPortionInBytes((long) size);
      numbers.writeAll(unsafe.getBaseObject(), first, size);
    } else {
      for (int i = 0; i < size; i++) {
        if (array.isNullAt(i)) {
          elements.writeNull();
        } else {
          elements.write(array, i);
        }
      }
    }
    vector.endValue(count, size);
    count++;
  }

  /** The array's bits of nulls lie in words after its size. */
  private static boolean hasNull(UnsafeArrayData array) {
    int words = (array.numElements() + Long.SIZE - 1) / Long.SIZE;
    long nulls = 0;
    for (int word = 1; word <= words; word++) {
      nulls |=
          Platform.getLong(array.getBaseObject(), array.getBaseOffset() + (long) Long.BYTES * word);
    }
    return nulls != 0;
  }

  @Override
  void writeNull() {
    vector.setNull(count++);
  }

  @Override
  long bytes() {
    return elements.bytes() + (long) Integer.BYTES * count;
  }

  @Override
  void finish() {
    elements.finish();
    vector.setValueCount(count);
  }
}
