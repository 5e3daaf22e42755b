package org.eegptspark.udf;

import org.apache.arrow.vector.FieldVector;

/**
 * A {@link VectorizedUdf} at work in a task.
 *
 * <p>The task's thread calls it, and closes it exactly once: when its last batch has been read, or
 * when the task ends, in whatever way: stopped early by a limit, failed, killed. When a task is
 * killed its thread is interrupted if Spark's configuration says so, and {@link
 * VectorizedContext#isInterrupted} turns true in any case: a function whose batches take long asks
 * in between.
 */
@FunctionalInterface
public interface VectorizedFunction extends AutoCloseable {
  /**
   * Computes a batch.
   *
   * <p>The arguments are the caller's: valid until this returns, not to be changed or closed; their
   * buffers are written again for the next batch. The result passes to the caller, which closes it;
   * {@link VectorizedContext#newResult} makes one. It has as many values as the batch has rows.
   *
   * @throws FailedRowException where a row is at fault: the task fails and says which row it was
   * @throws Exception where the batch is; the task fails and says which batch it was
   */
  FieldVector apply(VectorizedBatch batch) throws Exception;

  /**
   * Frees what the task held. Vectors made from the context's allocator have to be closed by now.
   */
  @Override
  default void close() {}
}
