package org.eegptspark.job.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.parquet.ParquetTable;
import org.eegptspark.model.BadInputException;

/** Finds tables by what users call them. */
public final class Tables {
  private Tables() {}

  /**
   * A table to write, which need not exist.
   *
   * @throws BadInputException where there is a table of another format, or the session lacks what
   *     the format needs
   */
  public static Table open(SparkSession spark, String name, TableFormat format) {
    return new ParquetTable(spark, name);
  }

  /**
   * A table to read, in whichever format it is.
   *
   * @throws BadInputException where the session lacks what its format needs
   */
  public static Table find(SparkSession spark, String name) {
    return open(spark, name, TableFormat.parquet);
  }

  /**
   * A table that belongs to another and is in the same format, in a folder that readers pass over.
   */
  static Table beside(SparkSession spark, Table table, String folder) {
    return open(spark, table.name() + "/" + folder, table.format());
  }

  /**
   * The rows of a table, in whichever format it is.
   *
   * @param expected what the user should have done to have one, for the message
   * @throws BadInputException where there is none, or it has no rows
   */
  public static Dataset<Row> rows(SparkSession spark, String name, String expected) {
    return find(spark, name)
        .snapshot()
        .rows()
        .orElseThrow(() -> new BadInputException("No table at %s: %s", name, expected));
  }
}
