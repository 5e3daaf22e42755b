package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.ToPrettyString;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.eegptspark.udf.FailedRowException;
import org.eegptspark.udf.VectorizedUdfException;
import scala.Option;

/**
 * Says which row, or which rows, a function failed at.
 *
 * @param keys columns that tell rows apart
 * @param calls that the keys are arguments of
 */
record RowFailure(List<EvalTask.Key> keys, List<OpenCall> calls, int partition) {
  private static final int LONGEST = 100;

  VectorizedUdfException atOpening(String name, Exception cause) {
    return new VectorizedUdfException(
        "%s cannot begin in partition %s: %s".formatted(name, partition, text(cause)), cause);
  }

  VectorizedUdfException inBatch(
      OpenCall call, long batch, int rows, HeldRows held, Exception cause) {
    String where = "batch %s of partition %s".formatted(batch, partition);
    if (cause instanceof FailedRowException at && at.row() >= 0 && at.row() < rows) {
      int row = call.rowAt(at.row());
      return new VectorizedUdfException(
          "%s failed at %s (row %s of %s): %s"
              .formatted(call.name(), key(row, held), row, where, text(cause)),
          cause);
    }
    return new VectorizedUdfException(
        "%s failed in %s, of %s rows from %s to %s: %s"
            .formatted(call.name(), where, rows, key(0, held), key(rows - 1, held), text(cause)),
        cause);
  }

  private static String text(Exception cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private String key(int row, HeldRows held) {
    List<String> values = new ArrayList<>();
    for (EvalTask.Key key : keys) {
      values.add(key.name() + "=" + text(key, value(key, row, held)));
    }
    return values.isEmpty() ? "row " + row : String.join(", ", values);
  }

  private Object value(EvalTask.Key key, int row, HeldRows held) {
    if (key.held() < 0) {
      return calls.get(key.call()).argument(key.argument(), row);
    }
    UnsafeRow shown = new UnsafeRow(held.fields());
    held.point(shown, row);
    return shown.isNullAt(key.held()) ? null : shown.get(key.held(), key.type());
  }

  private static String text(EvalTask.Key key, Object value) {
    String text =
        new ToPrettyString(new Literal(value, key.type()), Option.apply("UTC"))
            .eval(null)
            .toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
