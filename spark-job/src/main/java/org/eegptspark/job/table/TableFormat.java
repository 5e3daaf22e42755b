package org.eegptspark.job.table;

/** The formats that tables are written in. */
public enum TableFormat {
  /** A folder of Parquet files. */
  parquet,
  /** Delta Lake. */
  delta,
  /** Apache Iceberg: a folder, or a name in a catalog of the session. */
  iceberg
}
