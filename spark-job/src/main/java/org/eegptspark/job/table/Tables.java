package org.eegptspark.job.table;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.delta.DeltaLakeTable;
import org.eegptspark.job.table.iceberg.IcebergTable;
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
    Optional<TableFormat> found = formatOf(spark, name);
    BadInputException.check(
        found.isEmpty() || found.get() == format,
        "%s is a table in format %s, not %s; choose another --output, or --format %s",
        name,
        found.orElse(format),
        format,
        found.orElse(format));
    return of(spark, name, format);
  }

  /**
   * A table to read, in whichever format it is.
   *
   * @throws BadInputException where the session lacks what its format needs
   */
  public static Table find(SparkSession spark, String name) {
    return of(spark, name, formatOf(spark, name).orElse(TableFormat.parquet));
  }

  private static Table of(SparkSession spark, String name, TableFormat format) {
    SessionNeeds.check(spark, format);
    return switch (format) {
      case parquet -> new ParquetTable(spark, name);
      case delta -> new DeltaLakeTable(spark, name);
      case iceberg -> new IcebergTable(spark, name);
    };
  }

  /** The format of a table by what lies in its folder; nothing where there is no table. */
  private static Optional<TableFormat> formatOf(SparkSession spark, String name) {
    if (SessionNeeds.isInCatalog(spark, name)) {
      return Optional.of(TableFormat.iceberg);
    }
    try {
      Path folder = new Path(name);
      FileSystem files = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (files.exists(new Path(folder, "_delta_log"))) {
        return Optional.of(TableFormat.delta);
      }
      if (files.exists(new Path(folder, "metadata"))) {
        return Optional.of(TableFormat.iceberg);
      }
      return new ParquetTable(spark, name).exists()
          ? Optional.of(TableFormat.parquet)
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(e, "Cannot reach %s: %s", name, e.getMessage());
    }
  }

  /** A table that belongs to another and is in the same format, where its readers pass over it. */
  static Table beside(SparkSession spark, Table table, String folder) {
    String name = table.name();
    return of(
        spark,
        SessionNeeds.isInCatalog(spark, name) ? name + folder : name + "/" + folder,
        table.format());
  }

  /** The folder of a table's data, for what belongs to it: its name, or where a catalog has it. */
  public static String folder(SparkSession spark, String name) {
    return SessionNeeds.isInCatalog(spark, name) ? find(spark, name).folder().toString() : name;
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
