package org.eegptspark.job.report;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/** Tells a person how far long work is: what is done, its rate, and the time left. */
public interface Progress {
  /**
   * What is being done.
   *
   * @param name short, such as "featurize"
   * @param unit of the count shown, such as "windows"
   * @param unitSize how much of the accumulator makes one unit
   * @param total of the accumulator when all is done
   */
  record Work(String name, String unit, long unitSize, long total) {}

  /**
   * Runs Spark work while showing how far its accumulator has come.
   *
   * @return what the work returns
   */
  <T> T watch(SparkSession spark, Work work, LongAccumulator done, Supplier<T> job);

  /** Shows nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public <T> T watch(SparkSession spark, Work work, LongAccumulator done, Supplier<T> job) {
        return job.get();
      }
    };
  }

  /** A bar on standard error. */
  static Progress bar() {
    return new Progress() {
      @Override
      public <T> T watch(SparkSession spark, Work work, LongAccumulator done, Supplier<T> job) {
        Running running = new Running(done.id());
        spark.sparkContext().addSparkListener(running);
        ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                task -> {
                  Thread thread = new Thread(task, "eegpt-progress");
                  thread.setDaemon(true);
                  return thread;
                });
        try (ProgressBar bar =
            new ProgressBarBuilder()
                .setTaskName(work.name)
                .setUnit(" " + work.unit, work.unitSize)
                .setInitialMax(work.total)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .setUpdateIntervalMillis(500)
                .build()) {
          clock.scheduleAtFixedRate(
              () -> bar.stepTo(Math.min(work.total, done.value() + running.inFlight())),
              500,
              500,
              TimeUnit.MILLISECONDS);
          T result = job.get();
          clock.shutdownNow();
          bar.stepTo(Math.min(work.total, done.value()));
          return result;
        } finally {
          clock.shutdownNow();
          spark.sparkContext().removeSparkListener(running);
        }
      }
    };
  }

  /** What the tasks under way have counted, as their heartbeats say. */
  final class Running extends SparkListener {
    private final long accumulator;
    private final Map<Long, Long> byTask = new ConcurrentHashMap<>();

    private Running(long accumulator) {
      this.accumulator = accumulator;
    }

    private long inFlight() {
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
}
