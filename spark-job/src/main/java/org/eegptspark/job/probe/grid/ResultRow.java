package org.eegptspark.job.probe.grid;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.job.action.Probe;
import org.eegptspark.job.probe.LevelResult;
import org.eegptspark.job.probe.Nullable;

/**
 * A metric of a cell, a row of the table of results. What is not defined is NaN here and null
 * there.
 *
 * @param cell the cell's key
 * @param corpus name of the corpus in the grid
 * @param model name of the model in the grid
 * @param modelId of the embeddings; null where their table has none
 * @param signalId of the embeddings; null likewise
 * @param weights what the model's are; null likewise
 * @param head name of the head in the grid
 * @param features what it saw of the tokens
 * @param split name of the split in the grid
 * @param level window, trial or recording
 * @param metric its name, with {@code :CLASS} where it is a class's
 * @param value over all tested units at once
 * @param mean over folds in which it is defined
 * @param sd standard deviation over those
 * @param low lower end of the interval of 95% around {@code value}, by the bootstrap
 * @param high its upper end
 * @param folds how many there were
 * @param n how many units were tested
 */
public record ResultRow(
    String cell,
    String corpus,
    String model,
    String modelId,
    String signalId,
    String weights,
    String head,
    String features,
    String split,
    String level,
    String metric,
    double value,
    double mean,
    double sd,
    double low,
    double high,
    int folds,
    long n) {
  /** The table's columns. */
  public static final StructType SCHEMA = schema();

  private static StructType schema() {
    StructType schema = new StructType();
    for (String column :
        List.of(
            "cell",
            "corpus",
            "model",
            "model_id",
            "signal_id",
            "weights",
            "head",
            "features",
            "split",
            "level",
            "metric")) {
      schema = schema.add(column, DataTypes.StringType);
    }
    for (String column : List.of("value", "mean", "sd", "low", "high")) {
      schema = schema.add(column, DataTypes.DoubleType);
    }
    return schema.add("folds", DataTypes.IntegerType).add("n", DataTypes.LongType);
  }

  /** The metrics of a cell that was done. */
  public static List<ResultRow> of(GridCell cell, String key, Probe.Result result) {
    return result.levels().stream()
        .flatMap(
            level ->
                level.metrics().entrySet().stream()
                    .map(entry -> of(cell, key, result, level, entry.getKey(), entry.getValue())))
        .toList();
  }

  private static ResultRow of(
      GridCell cell,
      String key,
      Probe.Result result,
      LevelResult level,
      String name,
      LevelResult.Metric metric) {
    return new ResultRow(
        key,
        cell.corpus().name(),
        cell.model().name(),
        result.origin().modelId(),
        result.origin().signalId(),
        result.origin().weights(),
        cell.head().name(),
        result.settings().features().key(),
        cell.split().name(),
        level.level().name(),
        name,
        metric.value(),
        metric.mean(),
        metric.sd(),
        metric.low(),
        metric.high(),
        result.folds().size(),
        level.units());
  }

  /** As the table has it. */
  Row row() {
    return RowFactory.create(
        Stream.of(
                Stream.of(cell, corpus, model, modelId, signalId, weights),
                Stream.of(head, features, split, level, metric),
                Stream.of(value, mean, sd, low, high).map(Nullable::of),
                Stream.of(folds, n))
            .flatMap(part -> part)
            .toArray());
  }

  /** As the table has it. */
  static ResultRow of(Row row) {
    return new ResultRow(
        row.getAs("cell"),
        row.getAs("corpus"),
        row.getAs("model"),
        row.getAs("model_id"),
        row.getAs("signal_id"),
        row.getAs("weights"),
        row.getAs("head"),
        row.getAs("features"),
        row.getAs("split"),
        row.getAs("level"),
        row.getAs("metric"),
        number(row, "value"),
        number(row, "mean"),
        number(row, "sd"),
        number(row, "low"),
        number(row, "high"),
        row.<Integer>getAs("folds"),
        row.<Long>getAs("n"));
  }

  private static double number(Row row, String column) {
    return Nullable.number(row.getAs(column));
  }
}
