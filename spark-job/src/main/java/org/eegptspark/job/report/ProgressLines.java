package org.eegptspark.job.report;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A plain line from time to time, for logs and pipes. */
final class ProgressLines implements ProgressDisplay {
  private final Progress.Work work;
  private final Consumer<String> printer;
  private final long everyNanos;
  private final LongSupplier nanoTime;
  private final long began;
  private long told;

  /**
   * @param printer takes a line
   * @param every from one line to the next; the first comes after as long
   * @param nanoTime the clock
   */
  ProgressLines(
      Progress.Work work, Consumer<String> printer, Duration every, LongSupplier nanoTime) {
    this.work = work;
    this.printer = printer;
    this.everyNanos = every.toNanos();
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.told = began;
  }

  @Override
  public void show(long done) {
    long now = nanoTime.getAsLong();
    if (now - told >= everyNanos) {
      told = now;
      printer.accept(line(done, (now - began) / 1e9));
    }
  }

  private String line(long done, double seconds) {
    double rate = done / seconds;
    String left = done == 0 ? "time left unknown" : clock((work.total() - done) / rate) + " left";
    return String.format(
        Locale.ROOT,
        "%s: %d of %d %s (%d%%), %.1f %s/s, %s",
        work.name(),
        done / work.unitSize(),
        work.total() / work.unitSize(),
        work.unit(),
        work.total() == 0 ? 100 : 100 * done / work.total(),
        rate / work.unitSize(),
        work.unit(),
        left);
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  @Override
  public void close() {}
}
