package org.eegptspark.model;

import java.util.concurrent.atomic.LongAdder;

/**
 * What this process has done since it started, for monitoring: sums that only grow, whoever asked
 * for the work, repeated work included.
 */
public enum ProcessCounter {
  /** Windows encoded. */
  WINDOWS("windows"),
  /** Patches encoded. */
  PATCHES("patches"),
  /** Patches that needed no encoding, for another window has them as well. */
  PATCHES_REUSED("patches_reused"),
  /** Recordings ingested or featurized. */
  RECORDINGS("recordings"),
  /** Segments written or encoded. */
  SEGMENTS("segments"),
  /** Bytes of recordings read, or of their samples where those come from a table. */
  BYTES_READ("bytes_read"),
  /** Nanoseconds of tasks that encode, from begin to end; of several at once, the sum. */
  TASK_NANOS("task_nanos"),
  /** Nanoseconds of those for decoding samples and the signal steps. */
  SIGNAL_NANOS("signal_nanos"),
  /** Nanoseconds that callers were in engines, waiting included; of several at once, the sum. */
  ENGINE_NANOS("engine_nanos"),
  /** Nanoseconds of those that callers waited before an engine began with their patches. */
  QUEUE_NANOS("queue_nanos"),
  /** Recordings and segments put in quarantine. */
  QUARANTINED("quarantined");

  private final String key;
  private final LongAdder sum = new LongAdder();

  ProcessCounter(String key) {
    this.key = key;
  }

  /** Its name outside of Java. */
  public String key() {
    return key;
  }

  /** Counts some more; for any number of threads, at little cost. */
  public void add(long more) {
    sum.add(more);
  }

  /** The count so far. */
  public long sum() {
    return sum.sum();
  }
}
