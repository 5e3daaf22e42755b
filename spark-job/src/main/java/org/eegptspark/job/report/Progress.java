package org.eegptspark.job.report;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

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

  /**
   * A bar on standard error, which stays below what else is printed; where that is no terminal, a
   * line every half minute.
   */
  static Progress bar() {
    return shown(
        work ->
            Terminal.isStandardError()
                ? new ProgressBarOnTerminal(work, System.err)
                : new ProgressLines(
                    work,
                    line -> System.err.println(line),
                    Duration.ofSeconds(30),
                    System::nanoTime));
  }

  /** On a display, told twice a second. */
  private static Progress shown(Function<Work, ProgressDisplay> displays) {
    return new Progress() {
      @Override
      public <T> T watch(SparkSession spark, Work work, LongAccumulator done, Supplier<T> job) {
        TaskCounts running = new TaskCounts(done.id());
        spark.sparkContext().addSparkListener(running);
        ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                task -> {
                  Thread thread = new Thread(task, "eegpt-progress");
                  thread.setDaemon(true);
                  return thread;
                });
        try (ProgressDisplay display = displays.apply(work)) {
          clock.scheduleAtFixedRate(
              () -> display.show(Math.min(work.total, done.value() + running.sum())),
              500,
              500,
              TimeUnit.MILLISECONDS);
          T result = job.get();
          stop(clock);
          display.show(Math.min(work.total, done.value()));
          return result;
        } finally {
          stop(clock);
          spark.sparkContext().removeSparkListener(running);
        }
      }
    };
  }

  /** Ends a clock, and waits for what it was doing. */
  private static void stop(ScheduledExecutorService clock) {
    clock.shutdownNow();
    try {
      clock.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
