package org.eegptspark.udf;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.eegptspark.model.BadInputException;

/**
 * The types of a call.
 *
 * @param arguments what the function is given; as many as the call has
 * @param result what it gives
 */
public record Signature(List<DataType> arguments, DataType result) implements Serializable {
  public Signature {
    arguments = List.copyOf(arguments);
  }

  /**
   * The signature of a function whose types are fixed, whatever it is called with.
   *
   * @throws BadInputException where a call has another number of arguments
   */
  public static Signature fixed(List<DataType> given, DataType result, DataType... arguments) {
    BadInputException.check(
        given.size() == arguments.length,
        "takes %s arguments, but was given %s",
        arguments.length,
        given.size());
    return new Signature(List.of(arguments), result);
  }
}
