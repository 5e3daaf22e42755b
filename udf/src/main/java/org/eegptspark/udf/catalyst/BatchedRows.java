package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * A task's rows with the columns of its calls: fills a batch, computes it, gives its rows, and only
 * then fills the next, so that whoever stops early has at most a batch computed in vain.
 */
final class BatchedRows extends AbstractIterator<InternalRow> {
  private final Iterator<InternalRow> input;
  private final EvalBatch batch;
  private final UnsafeProjection holding;
  private final UnsafeProjection joining;
  private final JoinedRow joined = new JoinedRow();
  private final UnsafeRow held;
  private ColumnarBatch results;
  private int rows;
  private int next;
  private boolean ended;

  BatchedRows(EvalTask plan, Iterator<InternalRow> input) {
    this.input = input;
    this.batch = new EvalBatch(plan);
    this.holding = plan.held().isEmpty() ? null : UnsafeProjection.create(ScalaSeq.of(plan.held()));
    this.held = new UnsafeRow(plan.held().size());
    this.joining = joining(plan);
  }

  /** From a held row, then the calls' columns. */
  private static UnsafeProjection joining(EvalTask plan) {
    List<Expression> columns = new ArrayList<>();
    for (int i = 0; i < plan.kept(); i++) {
      Expression kept = plan.held().get(i);
      columns.add(new BoundReference(i, kept.dataType(), kept.nullable()));
    }
    for (int i = 0; i < plan.calls().size(); i++) {
      columns.add(
          new BoundReference(
              plan.held().size() + i, plan.calls().get(i).signature().result(), true));
    }
    return UnsafeProjection.create(ScalaSeq.of(columns));
  }

  @Override
  public boolean hasNext() {
    return next < rows || (!ended && compute());
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (holding != null) {
      batch.point(held, next);
    }
    return joining.apply(joined.apply(held, results.getRow(next++)));
  }

  /** Whether there was a batch to compute. */
  private boolean compute() {
    batch.begin();
    fill();
    next = 0;
    rows = batch.compute();
    if (rows == 0) {
      ended = true;
      batch.close();
      return false;
    }
    results = new ColumnarBatch(batch.columns(), rows);
    return true;
  }

  private void fill() {
    while (input.hasNext()) {
      InternalRow row = input.next();
      batch.write(row);
      if (holding != null) {
        batch.hold(holding.apply(row));
      }
      if (batch.add()) {
        return;
      }
    }
  }
}
