package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A task's batch of rows and the calls over it: filled a row at a time, computed, read, and filled
 * again. Public for the code that Spark generates.
 */
public final class EvalBatch {
  private final EvalTask plan;
  private final TaskContext task;
  private final BufferAllocator allocator;
  private final List<OpenCall> calls = new ArrayList<>();
  private final HeldRows held = new HeldRows();
  private final RowFailure failure;
  private final ColumnVector[] columns;
  private final int mostRows;
  private final long mostBytes;
  private final boolean varies;
  private final List<VectorWriter> varying = new ArrayList<>();
  private long fixedBytes;
  private long number;
  private int rows;
  private long peak;
  private boolean closed;

  /** Opens the calls in this thread's task; all is closed with the task, if not before. */
  public EvalBatch(EvalTask plan) {
    this.plan = plan;
    this.task = TaskContext.get();
    this.columns = new ColumnVector[plan.calls().size()];
    this.mostBytes = plan.limits().bytes();
    this.failure = new RowFailure(plan.keys(), calls, task.partitionId());
    this.allocator =
        ArrowUtils.rootAllocator()
            .newChildAllocator("vectorized UDFs, task " + task.taskAttemptId(), 0, Long.MAX_VALUE);
    task.addTaskCompletionListener((TaskCompletionListener) context -> close());
    for (EvalTask.Call call : plan.calls()) {
      calls.add(open(call));
    }
    measure();
    this.varies = !varying.isEmpty() || !plan.held().isEmpty();
    this.mostRows = (int) Math.min(plan.limits().rows(), rowsOfFixedBytes());
    begin();
  }

  private void measure() {
    for (OpenCall call : calls) {
      for (VectorWriter writer : call.writers()) {
        if (writer instanceof FixedWriter fixed) {
          fixedBytes += fixed.width();
        } else {
          varying.add(writer);
        }
      }
    }
  }

  /**
   * Rows whose numbers alone reach the limit of bytes; nothing else is asked where rows do not
   * vary.
   */
  private long rowsOfFixedBytes() {
    return fixedBytes == 0 ? Long.MAX_VALUE : (mostBytes + fixedBytes - 1) / fixedBytes;
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

  /** A call, to write a row's arguments to. */
  public OpenCall call(int index) {
    return calls.get(index);
  }

  /** Forgets the batch. */
  public void begin() {
    held.clear();
    rows = 0;
    for (OpenCall call : calls) {
      call.begin();
    }
  }

  /** Writes a row's arguments to all calls. */
  void write(InternalRow row) {
    for (OpenCall call : calls) {
      call.write(row);
    }
  }

  /** Holds what is kept of a row. */
  public void hold(UnsafeRow row) {
    held.add(row);
  }

  /** Counts a row in that was written and held; whether the batch is to be computed now. */
  public boolean add() {
    rows++;
    return rows == mostRows || (varies && bytes() >= mostBytes);
  }

  private long bytes() {
    long bytes = held.bytes() + rows * fixedBytes;
    for (int i = 0; i < varying.size(); i++) {
      bytes += varying.get(i).bytes();
    }
    return bytes;
  }

  /** Computes the batch, and has its columns hold the results until the next begins. */
  public int compute() {
    task.killTaskIfInterrupted();
    if (rows == 0) {
      return 0;
    }
    long bytes = bytes();
    long begin = System.nanoTime();
    for (int i = 0; i < columns.length; i++) {
      OpenCall call = calls.get(i);
      try {
        columns[i] = call.compute(number);
      } catch (Exception e) {
        task.killTaskIfInterrupted();
        throw failure.inBatch(call, number, rows, held, e);
      }
      bytes += call.resultBytes();
    }
    plan.metrics().time().add(System.nanoTime() - begin);
    account(bytes);
    number++;
    return rows;
  }

  private void account(long bytes) {
    plan.metrics().batches().add(1);
    plan.metrics().rows().add(rows);
    if (bytes > peak) {
      peak = bytes;
      plan.metrics().peak().set(peak);
    }
  }

  /** The results of a call. */
  public ColumnVector column(int call) {
    return columns[call];
  }

  ColumnVector[] columns() {
    return columns;
  }

  /** Has a row show what is held of the one at an index. */
  public void point(UnsafeRow row, int index) {
    held.point(row, index);
  }

  /** Closes the calls and frees what they hold; again is free. */
  public void close() {
    if (!closed) {
      closed = true;
      try {
        Closing.all(calls);
      } finally {
        allocator.close();
      }
    }
  }
}
