package org.eegptspark.udf;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.arrow.vector.BigIntVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A UDF over any number of longs, row by row, which records the batches that it was given.
 *
 * @param take whatever the test needs: a value for a row's arguments
 */
record OnLongs(
    String name,
    RowFunction take,
    boolean deterministic,
    BatchLimits limits,
    NullArguments nullArguments)
    implements VectorizedUdf {

  /** From a row's arguments, null where they are, to its value. */
  interface RowFunction extends Serializable {
    Long of(Long[] arguments);
  }

  private static final Map<String, ConcurrentLinkedQueue<Integer>> BATCHES =
      new ConcurrentHashMap<>();

  static OnLongs of(String name, RowFunction take) {
    return new OnLongs(name, take, true, BatchLimits.DEFAULT, NullArguments.GIVE_NULL);
  }

  OnLongs notDeterministic() {
    return new OnLongs(name, take, false, limits, nullArguments);
  }

  OnLongs limited(int rows, long bytes) {
    return new OnLongs(name, take, deterministic, new BatchLimits(rows, bytes), nullArguments);
  }

  OnLongs passedNulls() {
    return new OnLongs(name, take, deterministic, limits, NullArguments.ARE_PASSED);
  }

  /** Registers it, with no batches recorded. */
  RegisteredUdf register() {
    BATCHES.put(name, new ConcurrentLinkedQueue<>());
    return VectorizedUdfs.register(SharedSpark.session(), this);
  }

  /** Rows of the batches since it was registered. */
  List<Integer> batches() {
    return List.copyOf(BATCHES.get(name));
  }

  long rows() {
    return batches().stream().mapToLong(Integer::longValue).sum();
  }

  @Override
  public Signature bind(List<DataType> given) {
    DataType[] longs = new DataType[given.size()];
    Arrays.fill(longs, DataTypes.LongType);
    return Signature.fixed(given, DataTypes.LongType, longs);
  }

  @Override
  public VectorizedFunction open(VectorizedContext context) {
    return batch -> {
      BATCHES.get(name).add(batch.rows());
      BigIntVector out = (BigIntVector) context.newResult();
      try {
        out.allocateNew(batch.rows());
        for (int row = 0; row < batch.rows(); row++) {
          int at = row;
          Long[] arguments =
              batch.arguments().stream().map(v -> (Long) v.getObject(at)).toArray(Long[]::new);
          Long value = take.of(arguments);
          if (value == null) {
            out.setNull(row);
          } else {
            out.set(row, value);
          }
        }
        out.setValueCount(batch.rows());
        return out;
      } catch (RuntimeException e) {
        out.close();
        throw e;
      }
    };
  }
}
