package org.eegptspark.job.probe.grid;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;

/**
 * The table of results: rows of done cells are added, and none is ever changed. A cell's rows come
 * in one commit: they are there or not.
 */
public final class ResultsTable {
  private final SparkSession spark;
  private final String folder;
  private final TableFormat format;

  /**
   * Opens a table, which need not exist.
   *
   * @param format parquet or delta
   * @throws BadInputException where it is there in another format
   */
  public ResultsTable(SparkSession spark, String folder, TableFormat format) {
    BadInputException.check(
        format != TableFormat.iceberg,
        "Results are a table in format parquet or delta; choose one with --format");
    Tables.open(spark, folder, format);
    this.spark = spark;
    this.folder = folder;
    this.format = format;
  }

  /** Its rows by cell, in the order of metrics. */
  public Map<String, List<ResultRow>> byCell() {
    Map<String, List<ResultRow>> cells = new LinkedHashMap<>();
    Tables.find(spark, folder)
        .snapshot()
        .rows()
        .ifPresent(
            rows ->
                rows.collectAsList()
                    .forEach(
                        row ->
                            cells
                                .computeIfAbsent(row.getAs("cell"), cell -> new ArrayList<>())
                                .add(ResultRow.of(row))));
    return cells;
  }

  /** Adds a cell's rows. */
  public void add(List<ResultRow> rows) {
    Dataset<Row> added =
        spark.createDataFrame(rows.stream().map(ResultRow::row).toList(), ResultRow.SCHEMA);
    added.coalesce(1).write().format(format.name()).mode(SaveMode.Append).save(folder);
  }
}
