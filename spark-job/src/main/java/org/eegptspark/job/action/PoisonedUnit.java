package org.eegptspark.job.action;

import java.io.IOException;
import org.apache.spark.SparkException;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.encoder.EngineFailureException;

/** Tells jobs that fail of their input from jobs that fail of where they run. */
final class PoisonedUnit {
  private PoisonedUnit() {}

  /**
   * Passes on what is no fault of the input: full disks, lost GPUs, a context that was stopped.
   *
   * @throws IOException where a disk is to blame, with one line
   */
  static void check(Exception failure) throws IOException {
    String all = messages(failure);
    if (all.contains("No space left on device") || all.contains("Disk quota exceeded")) {
      throw new DiskFullException(failure);
    }
    boolean ofAJob = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      ofAJob |= cause instanceof SparkException;
      if (cause instanceof EngineFailureException
          || cause instanceof BadInputException
          || cause instanceof InterruptedException) {
        ofAJob = false;
        break;
      }
    }
    boolean engine = all.contains(EngineFailureException.class.getSimpleName());
    if (!ofAJob || engine || all.contains("SparkContext was shut down")) {
      if (failure instanceof IOException io) {
        throw io;
      }
      if (failure instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IOException(failure);
    }
  }

  /** Spark's reason for giving a job up, in one line. */
  static String reason(Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof SparkException)) {
      root = root.getCause();
    }
    return "its tasks failed again and again: "
        + String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }

  private static String messages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      all.append(cause).append('\n');
    }
    return all.toString();
  }
}
