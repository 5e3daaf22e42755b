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

  /** Throws where a condition does not hold. */
  static void require(boolean condition, String name, String problem) {
    if (!condition) {
      throw of(null, name, problem);
    }
  }
}
