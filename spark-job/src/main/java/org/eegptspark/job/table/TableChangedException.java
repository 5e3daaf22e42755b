package org.eegptspark.job.table;

/** Another driver of this job has committed to the table since the writer looked at it. */
public final class TableChangedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Of a table by its name. */
  public TableChangedException(String table) {
    super("Another run has committed to " + table + " meanwhile");
  }
}
