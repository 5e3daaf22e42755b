package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * A task's rows with the columns of its calls: fills a batch, computes it, gives its rows, and only
 * then fills the next, so that whoever stops early has at most a batch computed in vain.
 */
final class BatchedRows extends AbstractIterator<InternalRow> {
  private final EvalTask plan;
  private final Iterator<InternalRow> input;
  private final TaskContext task;
  private final BufferAllocator allocator;
  private final List<OpenCall> calls = new ArrayList<>();
  private final HeldRows held = new HeldRows();
  private final UnsafeProjection holding;
  private final UnsafeProjection joining;
  private final JoinedRow joined = new JoinedRow();
  private final UnsafeRow heldRow;
  private final RowFailure failure;
  private ColumnarBatch computed;
  private long number;
  private int rows;
  private int next;
  private long peak;
  private boolean closed;

  BatchedRows(EvalTask plan, Iterator<InternalRow> input, TaskContext task) {
    this.plan = plan;
    this.input = input;
    this.task = task;
    this.holding = plan.held().isEmpty() ? null : UnsafeProjection.create(ScalaSeq.of(plan.held()));
    this.heldRow = new UnsafeRow(plan.held().size());
    this.joining = joining(plan);
    this.allocator =
        ArrowUtils.rootAllocator()
            .newChildAllocator("vectorized UDFs, task " + task.taskAttemptId(), 0, Long.MAX_VALUE);
    task.addTaskCompletionListener((TaskCompletionListener) context -> close());
    this.failure = new RowFailure(plan.keys(), calls, task.partitionId());
    for (EvalTask.Call call : plan.calls()) {
      calls.add(open(call));
    }
  }

  private OpenCall open(EvalTask.Call call) {
    TaskState state =
        new TaskState(
            task, call.signature(), plan.settings(), allocator, plan.metrics().counters());
    try {
      return new OpenCall(call, state);
    } catch (Exception e) {
      throw failure.atOpening(call.udf().name(), e);
    }
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
    return next < rows || (!closed && compute());
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    InternalRow results = computed.getRow(next);
    held.point(heldRow, next);
    next++;
    return joining.apply(joined.apply(heldRow, results));
  }

  /** Whether there was a batch to compute. */
  private boolean compute() {
    task.killTaskIfInterrupted();
    fill();
    if (rows == 0) {
      close();
      return false;
    }
    long bytes = held.bytes();
    ColumnVector[] columns = new ColumnVector[calls.size()];
    for (int i = 0; i < columns.length; i++) {
      OpenCall call = calls.get(i);
      long begin = System.nanoTime();
      try {
        columns[i] = call.compute(number);
      } catch (Exception e) {
        task.killTaskIfInterrupted();
        throw failure.inBatch(call, number, rows, held, e);
      } finally {
        plan.metrics().time().add(System.nanoTime() - begin);
      }
      bytes += call.bytes() + call.resultBytes();
    }
    computed = new ColumnarBatch(columns, rows);
    account(bytes);
    number++;
    return true;
  }

  private void fill() {
    held.clear();
    rows = 0;
    next = 0;
    for (OpenCall call : calls) {
      call.begin();
    }
    while (rows < plan.limits().rows() && !full() && input.hasNext()) {
      InternalRow row = input.next();
      for (OpenCall call : calls) {
        call.write(row);
      }
      if (holding != null) {
        held.add(holding.apply(row));
      }
      rows++;
    }
  }

  private boolean full() {
    long bytes = held.bytes();
    for (OpenCall call : calls) {
      bytes += call.bytes();
    }
    return bytes >= plan.limits().bytes();
  }

  private void account(long bytes) {
    plan.metrics().batches().add(1);
    plan.metrics().rows().add(rows);
    if (bytes > peak) {
      peak = bytes;
      plan.metrics().peak().set(peak);
    }
  }

  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    rows = 0;
    next = 0;
    try {
      Closing.all(calls);
    } finally {
      allocator.close();
    }
  }
}
