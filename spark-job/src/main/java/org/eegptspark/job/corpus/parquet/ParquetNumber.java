package org.eegptspark.job.corpus.parquet;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.StoredType;

/**
 * A type of numbers in Parquet.
 *
 * @param physical how Parquet stores it
 * @param stored what it stands for
 */
record ParquetNumber(PrimitiveTypeName physical, StoredType stored) {
  private static final int HALF_BYTES = 2;

  /**
   * Of a column.
   *
   * @throws BadInputException where it holds something else than numbers
   */
  static ParquetNumber of(String name, String column, PrimitiveType type) {
    PrimitiveTypeName physical = type.getPrimitiveTypeName();
    StoredType stored = stored(physical, type.getLogicalTypeAnnotation());
    if (stored == null || (stored == StoredType.FLOAT16 && type.getTypeLength() != HALF_BYTES)) {
      throw new BadInputException(
          "%s: column %s holds %s: expected integers or floating-point numbers",
          name, column, type);
    }
    return new ParquetNumber(physical, stored);
  }

  private static StoredType stored(PrimitiveTypeName physical, LogicalTypeAnnotation logical) {
    boolean plain = logical == null;
    return switch (physical) {
      case INT32 -> plain ? StoredType.INT32 : integer(logical);
      case INT64 -> plain ? StoredType.INT64 : integer(logical);
      case FLOAT -> plain ? StoredType.FLOAT32 : null;
      case DOUBLE -> plain ? StoredType.FLOAT64 : null;
      case FIXED_LEN_BYTE_ARRAY ->
          logical instanceof Float16LogicalTypeAnnotation ? StoredType.FLOAT16 : null;
      default -> null;
    };
  }

  private static StoredType integer(LogicalTypeAnnotation logical) {
    if (!(logical instanceof IntLogicalTypeAnnotation integer)) {
      return null;
    }
    boolean signed = integer.isSigned();
    return switch (integer.getBitWidth()) {
      case 8 -> signed ? StoredType.INT8 : StoredType.UINT8;
      case 16 -> signed ? StoredType.INT16 : StoredType.UINT16;
      case 32 -> signed ? StoredType.INT32 : StoredType.UINT32;
      default -> signed ? StoredType.INT64 : StoredType.UINT64;
    };
  }

  /** Bytes that a number takes where Parquet writes it plainly. */
  int physicalBytes() {
    return switch (physical) {
      case INT32, FLOAT -> Integer.BYTES;
      case FIXED_LEN_BYTE_ARRAY -> HALF_BYTES;
      default -> Long.BYTES;
    };
  }

  /** The bits of a reader's current number, the lowest first to be written. */
  long bits(ColumnReader reader) {
    return switch (physical) {
      case INT32 -> reader.getInteger();
      case INT64 -> reader.getLong();
      case FLOAT -> Float.floatToRawIntBits(reader.getFloat());
      case DOUBLE -> Double.doubleToRawLongBits(reader.getDouble());
      default -> {
        byte[] half = reader.getBinary().getBytesUnsafe();
        yield (half[0] & 0xff) | (half[1] & 0xff) << 8;
      }
    };
  }
}
