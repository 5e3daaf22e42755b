package org.eegptspark.model.recording.eeglab;

import org.eegptspark.model.BadInputException;

/** What is wrong with a MATLAB file, in one voice. */
final class BadInput {
  private static final String ADVICE = "copy it again, or save it again with EEGLAB";

  private BadInput() {}

  /** The exception that tells of a problem; {@code cause} may be null. */
  static BadInputException of(Throwable cause, String name, String problem) {
    return new BadInputException(cause, "%s: %s: %s", name, problem, ADVICE);
  }

  /**
   * What to throw where a library stumbles over a file: what it is itself where it tells the user
   * already.
   */
  static BadInputException unreadable(Throwable e, String name) {
    if (e instanceof BadInputException known) {
      return known;
    }
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return of(e, name, "is no MATLAB file that can be read (" + reason + ")");
  }

  /** Throws where a condition does not hold. */
  static void require(boolean condition, String name, String problem) {
    if (!condition) {
      throw of(null, name, problem);
    }
  }
}
