package org.eegptspark.udf;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.types.DataType;
import org.eegptspark.model.BadInputException;

/** {@code echo(x)}: its argument, of any type. */
record Echo() implements VectorizedUdf {
  @Override
  public String name() {
    return "echo";
  }

  @Override
  public Signature bind(List<DataType> given) {
    BadInputException.check(given.size() == 1, "takes an argument");
    return new Signature(given, given.get(0));
  }

  @Override
  public NullArguments nullArguments() {
    return NullArguments.ARE_PASSED;
  }

  @Override
  public BatchLimits limits() {
    return new BatchLimits(7, 1 << 20);
  }

  @Override
  public VectorizedFunction open(VectorizedContext context) {
    return batch -> {
      FieldVector out = context.newResult();
      out.allocateNew();
      for (int i = 0; i < batch.rows(); i++) {
        out.copyFromSafe(i, i, batch.arguments().get(0));
      }
      out.setValueCount(batch.rows());
      return out;
    };
  }
}
