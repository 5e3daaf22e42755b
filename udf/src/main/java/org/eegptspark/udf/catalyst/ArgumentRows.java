package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Where a row's arguments lie: columns in the row itself, so that long ones are not copied on the
 * way, others in a row that is computed of it.
 */
final class ArgumentRows {
  private final int[] columns;
  private final int[] computedColumns;
  private final UnsafeProjection computing;
  private final UnsafeProjection computingAll;
  private UnsafeRow row;
  private UnsafeRow computed;

  ArgumentRows(List<Expression> arguments) {
    this.columns = new int[arguments.size()];
    this.computedColumns = new int[arguments.size()];
    List<Expression> others = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      if (arguments.get(i) instanceof BoundReference column) {
        columns[i] = column.ordinal();
        computedColumns[i] = -1;
      } else {
        computedColumns[i] = others.size();
        others.add(arguments.get(i));
      }
    }
    this.computing = others.isEmpty() ? null : UnsafeProjection.create(ScalaSeq.of(others));
    this.computingAll = UnsafeProjection.create(ScalaSeq.of(arguments));
  }

  /** Takes the arguments of a row, until the next. */
  void of(InternalRow input) {
    if (input instanceof UnsafeRow unsafe) {
      row = unsafe;
      computed = computing == null ? null : computing.apply(input);
    } else {
      row = null;
      computed = computingAll.apply(input);
    }
  }

  boolean anyNull() {
    for (int i = 0; i < columns.length; i++) {
      if (holder(i).isNullAt(ordinal(i))) {
        return true;
      }
    }
    return false;
  }

  /** The row that holds an argument. */
  UnsafeRow holder(int argument) {
    return row == null || computedColumns[argument] >= 0 ? computed : row;
  }

  /** Its place in there. */
  int ordinal(int argument) {
    if (row == null) {
      return argument;
    }
    return computedColumns[argument] >= 0 ? computedColumns[argument] : columns[argument];
  }
}
