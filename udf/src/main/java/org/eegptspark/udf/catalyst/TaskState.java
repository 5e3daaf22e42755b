package org.eegptspark.udf.catalyst;

import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.util.ArrowUtils;
import org.eegptspark.udf.Signature;
import org.eegptspark.udf.VectorizedContext;

/** What a task gives to a function. */
record TaskState(
    TaskContext task,
    Signature signature,
    Map<String, String> settings,
    BufferAllocator allocator,
    Map<String, SQLMetric> counters)
    implements VectorizedContext {

  @Override
  public FieldVector newResult() {
    return newVector("result", signature.result());
  }

  FieldVector newVector(String name, DataType type) {
    return ArrowUtils.toArrowField(name, type, true, timeZone(), false).createVector(allocator);
  }

  private String timeZone() {
    return settings.getOrDefault("spark.sql.session.timeZone", "UTC");
  }

  @Override
  public void count(String counter, long amount) {
    SQLMetric metric = counters.get(counter);
    if (metric == null) {
      throw new IllegalArgumentException(
          "No counter %s; there are %s".formatted(counter, counters.keySet()));
    }
    metric.add(amount);
  }
}
