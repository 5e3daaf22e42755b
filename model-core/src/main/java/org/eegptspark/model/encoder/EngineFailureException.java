package org.eegptspark.model.encoder;

/**
 * An engine cannot go on, for a reason that is not in its input: memory, or a device that was lost.
 *
 * <p>The message is one line for the user: what was asked, what was found, what to do. The command
 * line prints it as it is. What was to be encoded is sound, and is encoded when the job runs again.
 */
public final class EngineFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure in one line. */
  public EngineFailureException(String line, Throwable cause) {
    super(line, cause);
  }
}
