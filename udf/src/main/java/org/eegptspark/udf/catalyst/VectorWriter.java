package org.eegptspark.udf.catalyst;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.execution.arrow.ArrowFieldWriter;
import org.apache.spark.sql.execution.arrow.ArrowWriter$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Writes values of rows, one after the other, into an Arrow vector that it does not own. */
abstract class VectorWriter {
  /** Values written since {@link #begin}. */
  protected int count;

  /** The writer for a vector of a type. */
  static VectorWriter of(FieldVector vector, DataType type) {
    int width = fixedWidth(type);
    if (width > 0) {
      return new FixedWriter(vector, width);
    } else if (type instanceof BinaryType) {
      return new BinaryWriter(vector);
    } else if (type instanceof ArrayType array) {
      return new ListWriter(vector, array.elementType());
    }
    return new SparksWriter(vector);
  }

  /** Bytes of a value whose bytes are the same in rows and vectors; 0 for other types. */
  static int fixedWidth(DataType type) {
    if (type instanceof LongType
        || type instanceof DoubleType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return Long.BYTES;
    } else if (type instanceof IntegerType
        || type instanceof FloatType
        || type instanceof DateType) {
      return Integer.BYTES;
    } else if (type instanceof ShortType) {
      return Short.BYTES;
    }
    return type instanceof ByteType ? Byte.BYTES : 0;
  }

  /** Forgets the values; the vector's memory is kept. */
  abstract void begin();

  /** Writes the next value, which is not null. */
  abstract void write(SpecializedGetters from, int ordinal);

  abstract void writeNull();

  /** Bytes written since {@link #begin}. */
  abstract long bytes();

  /** Makes the vector hold the values. */
  abstract void finish();

  /** Every other type, by the writers that Spark feeds Python with. */
  private static final class SparksWriter extends VectorWriter {
    private final FieldVector vector;
    private final ArrowFieldWriter writer;

    SparksWriter(FieldVector vector) {
      this.vector = vector;
      this.writer = ArrowWriter$.MODULE$.createFieldWriter((ValueVector) vector);
    }

    @Override
    void begin() {
      writer.reset();
    }

    @Override
    void write(SpecializedGetters from, int ordinal) {
      writer.write(from, ordinal);
    }

    @Override
    void writeNull() {
      writer.setNull();
      writer.count_$eq(writer.count() + 1);
    }

    @Override
    long bytes() {
      return writer.count() == 0 ? 0 : writer.getSizeInBytes();
    }

    @Override
    void finish() {
      writer.finish();
      vector.setValueCount(writer.count());
    }
  }
}
