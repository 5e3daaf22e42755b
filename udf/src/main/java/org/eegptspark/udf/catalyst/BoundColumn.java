package org.eegptspark.udf.catalyst;

import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** Expressions that are no more than a column of their input. */
final class BoundColumn {
  private BoundColumn() {}

  static boolean is(Expression expression) {
    return expression instanceof BoundReference;
  }

  static int ordinal(Expression column) {
    return ((BoundReference) column).ordinal();
  }
}
