package org.eegptspark.job.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.udf.metrics.ExecutorReport;
import org.eegptspark.udf.metrics.ProcessMetrics;

/** Watches a run for its report: where it ran, on what, how long its steps took, what it used. */
public final class RunWatch implements AutoCloseable {
  private static final long EVENTS_MILLIS = 10_000;

  private final SparkSession spark;
  private final SparkContext context;
  private final SparkSteps steps = new SparkSteps();
  private final Map<ProcessCounter, Long> before = new LinkedHashMap<>();

  /** Begins to watch what a session's Spark does. */
  public RunWatch(SparkSession spark) {
    ProcessMetrics.join();
    this.spark = spark;
    this.context = spark.sparkContext();
    context.addSparkListener(steps);
    for (ProcessCounter counter : ProcessCounter.values()) {
      before.put(counter, ProcessMetrics.total(counter));
    }
  }

  /** Has the Spark jobs that this thread starts from now on count as a step's. */
  public static void step(SparkSession spark, String step, String description) {
    SparkSteps.begin(spark, step, description);
  }

  /** Puts what it saw into the report. */
  public RunReport describe(RunReport report) {
    try {
      context.listenerBus().waitUntilEmpty(EVENTS_MILLIS);
    } catch (TimeoutException e) {
      report.with("steps_incomplete", "Spark had more events than it told within 10 s");
    }
    List<ExecutorReport> processes = ProcessMetrics.reports();
    TreeSet<String> engines = new TreeSet<>();
    Map<String, Long> peaks = new LinkedHashMap<>();
    for (ExecutorReport process : processes) {
      engines.addAll(process.engines());
      if (process.peakBytes() > 0) {
        peaks.put(process.executorId(), process.peakBytes());
      }
    }
    return report
        .with("spark_application_id", context.applicationId())
        .with("spark_master", context.master())
        .with("versions", versions())
        .with("engines", engines)
        .with("steps", steps.describe())
        .with("counters", counters())
        .with("peak_memory_bytes", peaks);
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("eegpt_spark", Version.TEXT);
    versions.put("spark", context.version());
    versions.put("hadoop", VersionInfo.getVersion());
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  private Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    before.forEach(
        (counter, start) -> counters.put(counter.key(), ProcessMetrics.total(counter) - start));
    return counters;
  }

  @Override
  public void close() {
    context.removeSparkListener(steps);
    SparkSteps.begin(spark, null, null);
  }
}
