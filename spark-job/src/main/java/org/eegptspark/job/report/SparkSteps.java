package org.eegptspark.job.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.sql.SparkSession;

/** What Spark did for a run, step by step: its stages' times, tasks and bytes. */
final class SparkSteps extends SparkListener {
  private static final String PROPERTY = "eegpt.step";
  private static final String UNNAMED = "other";

  private final Map<Integer, String> stepOfStage = new LinkedHashMap<>(); // guarded by this
  private final Map<String, Step> steps = new LinkedHashMap<>(); // guarded by this

  private static final class Step {
    int stages;
    long tasks;
    long failedTasks;
    long millis;
    long taskMillis;
    long bytesRead;
    long bytesWritten;
  }

  /** Has the Spark jobs that this thread starts from now on count as a step's; null ends that. */
  static void begin(SparkSession spark, String step, String description) {
    spark.sparkContext().setLocalProperty(PROPERTY, step);
    spark.sparkContext().setJobDescription(description);
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    Properties properties = submitted.properties();
    String step = properties == null ? UNNAMED : properties.getProperty(PROPERTY, UNNAMED);
    stepOfStage.put(submitted.stageInfo().stageId(), step);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    Step step = step(end.stageId());
    step.tasks++;
    if (end.taskInfo().failed()) {
      step.failedTasks++;
    }
    TaskMetrics metrics = end.taskMetrics();
    if (metrics != null) {
      step.taskMillis += metrics.executorRunTime();
      step.bytesRead += metrics.inputMetrics().bytesRead();
      step.bytesWritten += metrics.outputMetrics().bytesWritten();
    }
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    StageInfo stage = completed.stageInfo();
    Step step = step(stage.stageId());
    step.stages++;
    if (stage.submissionTime().isDefined() && stage.completionTime().isDefined()) {
      step.millis += (Long) stage.completionTime().get() - (Long) stage.submissionTime().get();
    }
  }

  private Step step(int stage) {
    return steps.computeIfAbsent(stepOfStage.getOrDefault(stage, UNNAMED), name -> new Step());
  }

  /** For the report: by step, in the order in which they began. */
  synchronized Map<String, Map<String, Object>> describe() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    steps.forEach(
        (name, step) -> {
          Map<String, Object> facts = new LinkedHashMap<>();
          facts.put("seconds", step.millis / 1e3);
          facts.put("stages", step.stages);
          facts.put("tasks", step.tasks);
          facts.put("failed_tasks", step.failedTasks);
          facts.put("task_seconds", step.taskMillis / 1e3);
          facts.put("bytes_read", step.bytesRead);
          facts.put("bytes_written", step.bytesWritten);
          all.put(name, facts);
        });
    return all;
  }
}
