package org.eegptspark.udf;

import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code plus_one(x)}: the least that a vectorized UDF is. */
public record PlusOne() implements VectorizedUdf {
  @Override
  public String name() {
    return "plus_one";
  }

  @Override
  public String usage() {
    return "plus_one(x) - x + 1";
  }

  @Override
  public Signature bind(List<DataType> given) {
    return Signature.fixed(given, DataTypes.LongType, DataTypes.LongType);
  }

  @Override
  public VectorizedFunction open(VectorizedContext context) {
    return batch -> {
      BigIntVector in = batch.argument(0, BigIntVector.class);
      BigIntVector out = (BigIntVector) context.newResult();
      out.allocateNew(batch.rows());
      LongBuffer from = longs(in, batch.rows());
      LongBuffer to = longs(out, batch.rows());
      for (int i = 0; i < batch.rows(); i++) {
        to.put(i, from.get(i) + 1);
      }
      out.getValidityBuffer().setOne(0, BitVectorHelper.getValidityBufferSize(batch.rows()));
      out.setValueCount(batch.rows());
      return out;
    };
  }

  private static LongBuffer longs(BigIntVector vector, int count) {
    return vector
        .getDataBuffer()
        .nioBuffer(0, Long.BYTES * count)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer();
  }
}
