package org.eegptspark.udf;

import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * What a task gives to a {@link VectorizedUdf} that it opens; valid until the function is closed.
 */
public interface VectorizedContext {
  /** The task: its partition, attempt, resources and local properties. */
  TaskContext task();

  /** The types that this call takes and gives. */
  Signature signature();

  /** The session's settings when the query began to execute, those that begin with spark. */
  Map<String, String> settings();

  /** One of the {@link #settings}. */
  default Optional<String> setting(String key) {
    return Optional.ofNullable(settings().get(key));
  }

  /** The task's allocator; what is made of it has to be closed before the task ends. */
  BufferAllocator allocator();

  /** An empty vector of the result's type, of the task's allocator. */
  FieldVector newResult();

  /** Adds to one of {@link VectorizedUdf#counters}. */
  void count(String counter, long amount);

  /** Whether the task is to end: it was killed or has failed. May be asked from any thread. */
  default boolean isInterrupted() {
    return task().isInterrupted();
  }

  /**
   * Ends a batch whose task is to end.
   *
   * @throws TaskKilledException where it was killed
   */
  default void checkInterrupted() {
    task().killTaskIfInterrupted();
  }
}
