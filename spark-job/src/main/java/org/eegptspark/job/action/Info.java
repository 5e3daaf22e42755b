package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;

/** Summarizes a table of this job. */
public final class Info {
  private final SparkSession spark;
  private final String input;

  /** Of a table by its folder. */
  public Info(SparkSession spark, String input) {
    this.spark = spark;
    this.input = input;
  }

  /**
   * A table's summary.
   *
   * @param kind "recordings" or "embeddings"
   * @param groups a row for each kind of content, with named columns
   */
  public record Result(String kind, Dataset<Row> groups) {}

  /**
   * Does it.
   *
   * @throws BadInputException where the folder holds no table of this job
   */
  public Result execute() {
    Dataset<Row> table =
        Tables.rows(
            spark, input, "expected a table that 'eegpt ingest' or 'eegpt featurize' wrote");
    List<String> columns = Arrays.asList(table.columns());
    if (columns.contains("tokens") && columns.contains("model_id")) {
      return new Result("embeddings", embeddings(table));
    }
    BadInputException.check(
        columns.contains("samples") && columns.contains("sampling_rate_hz"),
        "%s is neither a recordings nor an embeddings table: its columns are %s",
        input,
        columns);
    return new Result("recordings", recordings(table));
  }

  private static Dataset<Row> recordings(Dataset<Row> table) {
    return table
        .groupBy(col("sampling_rate_hz"), size(col("channels")).as("channels"), col("encoding"))
        .agg(
            countDistinct("recording_id").as("recordings"),
            countDistinct("subject").as("subjects"),
            count(lit(1)).as("segments"),
            sum(col("n_samples").divide(col("sampling_rate_hz")).divide(3600)).as("hours"))
        .orderBy("sampling_rate_hz", "channels");
  }

  private static Dataset<Row> embeddings(Dataset<Row> table) {
    return table
        .groupBy(
            "model_id", "signal_id", "weights", "precision", "n_patches", "embed_num", "embed_dim")
        .agg(
            countDistinct("recording_id").as("recordings"),
            count(lit(1)).as("windows"),
            array_sort(collect_set("label")).as("labels"))
        .orderBy("model_id", "signal_id");
  }
}
