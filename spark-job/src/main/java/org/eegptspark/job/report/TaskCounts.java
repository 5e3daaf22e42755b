package org.eegptspark.job.report;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** What the tasks under way have counted, as their heartbeats say. */
final class TaskCounts extends SparkListener {
  private final long accumulator;
  private final Map<Long, Long> byTask = new ConcurrentHashMap<>();

  TaskCounts(long accumulator) {
    this.accumulator = accumulator;
  }

  long sum() {
    return byTask.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      long id = (Long) (Object) task._1();
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.id() == accumulator && info.update().isDefined()) {
          byTask.put(id, (Long) info.update().get());
        }
      }
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    byTask.remove(end.taskInfo().taskId());
  }
}
