package org.eegptspark.job.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Writes the parts of a unit, as Spark's tasks do it. */
public final class Parts {
  private Parts() {}

  /**
   * Writes a part a task into a run's folder, in order of the rows: the tables' keys have
   * statistics; tokens and samples have none, nor a dictionary, since no two are alike.
   */
  public static void write(Dataset<Row> rows, Staging.Run run) {
    // Spark's own default is a type of Parquet that other readers have given up.
    rows.sparkSession().conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    rows.write()
        .mode(SaveMode.ErrorIfExists)
        .option("compression", "zstd")
        // Tokens are noise to a compressor: level 3 takes longer and no less room.
        .option("parquet.compression.codec.zstd.level", "1")
        .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
        .option("parquet.enable.dictionary#tokens.list.element", "false")
        .option("parquet.column.statistics.enabled#tokens.list.element", "false")
        .option("parquet.size.statistics.enabled#tokens.list.element", "false")
        .option("parquet.enable.dictionary#samples", "false")
        .option("parquet.column.statistics.enabled#samples", "false")
        .option("parquet.size.statistics.enabled#samples", "false")
        .parquet(run.parts().toString());
  }
}
