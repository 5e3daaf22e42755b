package org.eegptspark.job.report;

/** What shows how far work is. Called by one thread at a time. */
interface ProgressDisplay extends AutoCloseable {
  /**
   * Shows it, where it is time to.
   *
   * @param done of the work's total
   */
  void show(long done);

  /** Ends it; it shows what it showed last. */
  @Override
  void close();
}
