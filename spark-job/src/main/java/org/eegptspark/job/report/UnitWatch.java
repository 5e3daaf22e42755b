package org.eegptspark.job.report;

import java.util.Locale;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.udf.metrics.ProcessMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's line on a unit of work: its name, and {@code unit=3/12 recordings=4 windows=1240
 * seconds=20.104 windows_per_second=61.7 bytes=9123456 engine_share=0.911 quarantined=0}.
 *
 * <p>Bytes and the engine's share of tasks' time are of all that executors did meanwhile, repeated
 * tasks included.
 */
public final class UnitWatch {
  private static final Logger LOG = LoggerFactory.getLogger(UnitWatch.class);

  private final String command;
  private final int unit;
  private final int units;
  private final long began = System.nanoTime();
  private final long bytes = ProcessMetrics.total(ProcessCounter.BYTES_READ);
  private final long engineNanos = ProcessMetrics.total(ProcessCounter.ENGINE_NANOS);
  private final long taskNanos = ProcessMetrics.total(ProcessCounter.TASK_NANOS);

  /**
   * Begins a unit.
   *
   * @param unit counted from 1
   * @param units in all
   */
  public UnitWatch(String command, int unit, int units) {
    this.command = command;
    this.unit = unit;
    this.units = units;
  }

  /**
   * Ends the unit: counts its recordings and what was put in quarantine, and writes the line.
   *
   * @param recordings that are done with
   * @param things what the unit is counted in, such as "windows"
   * @param count of them
   * @param quarantined recordings and segments
   */
  public void done(int recordings, String things, long count, int quarantined) {
    ProcessCounter.RECORDINGS.add(recordings);
    ProcessCounter.QUARANTINED.add(quarantined);
    LOG.info(line(recordings, things, count, quarantined));
  }

  private String line(int recordings, String things, long count, int quarantined) {
    double seconds = (System.nanoTime() - began) / 1e9;
    long tasks = ProcessMetrics.total(ProcessCounter.TASK_NANOS) - taskNanos;
    long engine = ProcessMetrics.total(ProcessCounter.ENGINE_NANOS) - engineNanos;
    return String.format(
        Locale.ROOT,
        "%s unit=%d/%d recordings=%d %s=%d seconds=%.3f %s_per_second=%.1f bytes=%d"
            + " engine_share=%.3f quarantined=%d",
        command,
        unit,
        units,
        recordings,
        things,
        count,
        seconds,
        things,
        count / seconds,
        ProcessMetrics.total(ProcessCounter.BYTES_READ) - bytes,
        tasks == 0 ? 0.0 : (double) engine / tasks,
        quarantined);
  }
}
