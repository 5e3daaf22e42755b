package org.eegptspark.job.table;

/** The formats that tables are written in. */
public enum TableFormat {
  /** A folder of Parquet files. */
  parquet
}
