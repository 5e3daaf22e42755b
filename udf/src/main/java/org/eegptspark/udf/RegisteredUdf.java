package org.eegptspark.udf;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * A {@link VectorizedUdf} that a session knows, for DataFrame expressions.
 *
 * @param name as registered; columns of it may be used in every session that knows the name
 */
public record RegisteredUdf(String name) {
  /** A call of it. */
  public Column apply(Column... arguments) {
    return functions.call_function(name, arguments);
  }
}
