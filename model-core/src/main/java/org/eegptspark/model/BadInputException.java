package org.eegptspark.model;

/**
 * Something the user gave cannot be used: a path, a file, an option, a weights file.
 *
 * <p>The message is one line for the user: what was asked for, what was found and where, what to
 * do. The command line prints it as it is, without a stack trace.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error whose message is {@link String#format} of the arguments, kept to one line. */
  public BadInputException(String format, Object... args) {
    super(line(args.length == 0 ? format : String.format(format, args)));
  }

  /** As {@link #BadInputException(String, Object...)}, with what caused it. */
  public BadInputException(Throwable cause, String format, Object... args) {
    super(line(args.length == 0 ? format : String.format(format, args)), cause);
  }

  /**
   * Refuses an argument early.
   *
   * @throws BadInputException with the formatted message, where {@code condition} is false
   */
  public static void check(boolean condition, String format, Object... args) {
    if (!condition) {
      throw new BadInputException(format, args);
    }
  }

  private static String line(String message) {
    return message.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
