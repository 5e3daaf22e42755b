package org.eegptspark.job.command;

/** The formats that tables are written in. */
enum TableFormat {
  /** A folder of Parquet files. */
  parquet
}
