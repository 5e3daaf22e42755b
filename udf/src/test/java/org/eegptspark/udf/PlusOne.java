package org.eegptspark.udf;

import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code plus_one(x)}: the least that a vectorized UDF is. */
public record PlusOne() implements VectorizedUdf {
  @Override
  public String name() {
    return "plus_one";
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
      for (int i = 0; i < batch.rows(); i++) {
        out.set(i, in.get(i) + 1);
      }
      out.setValueCount(batch.rows());
      return out;
    };
  }
}
