package org.eegptspark.udf;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * The arguments of a batch of rows.
 *
 * @param number of the batch in its task, from 0
 * @param rows in it, at least one
 * @param arguments a vector each, of {@code rows} values and of the type that {@link Signature}
 *     states, as Spark maps types to Arrow's; without nulls under {@link NullArguments#GIVE_NULL}
 */
public record VectorizedBatch(long number, int rows, List<FieldVector> arguments) {
  /** An argument as the class that its type has in Arrow, such as {@code BigIntVector}. */
  public <V extends FieldVector> V argument(int index, Class<V> type) {
    return type.cast(arguments.get(index));
  }
}
