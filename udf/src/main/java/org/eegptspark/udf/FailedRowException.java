package org.eegptspark.udf;

/** A row of a batch cannot be computed. The task fails, with the row's key in its message. */
public final class FailedRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int row;

  /**
   * A failure at a row.
   *
   * @param row its index in the batch that the function was given
   * @param message what is wrong with it
   */
  public FailedRowException(int row, String message) {
    this(row, message, null);
  }

  /** As {@link #FailedRowException(int, String)}, with what caused it. */
  public FailedRowException(int row, String message, Throwable cause) {
    super(message, cause);
    this.row = row;
  }

  /** Index in the batch. */
  public int row() {
    return row;
  }
}
