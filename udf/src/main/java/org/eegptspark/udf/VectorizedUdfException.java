package org.eegptspark.udf;

/**
 * A vectorized UDF failed in a task. The message has its name, the batch and the rows: the key of
 * the row at fault where the function named it ({@link FailedRowException}), else those of the
 * batch's first and last.
 */
public final class VectorizedUdfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure, with what the function threw. */
  public VectorizedUdfException(String message, Throwable cause) {
    super(message, cause);
  }
}
