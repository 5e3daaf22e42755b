package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.corpus.CorpusFiles;
import org.eegptspark.job.corpus.CorpusSummary;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.table.SessionNeeds;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;

/** Summarizes a table of this job. */
public final class Info {
  private final SparkSession spark;
  private final String input;

  /** Of a table by its folder. */
  public Info(SparkSession spark, String input) {
    this.spark = SessionNeeds.newSession(spark);
    // A row holds a whole segment: many at once, as the vectorized reader has it, do not fit.
    this.spark.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
    this.input = input;
  }

  /**
   * A table's summary: one of the two.
   *
   * @param recordings of a recordings table
   * @param embeddings of an embeddings table: a row for each kind of content, with named columns
   */
  public record Result(Optional<CorpusSummary> recordings, Optional<Dataset<Row>> embeddings) {}

  /** Whether there is a table at all: a corpus is none, though other data may lie in its folder. */
  public boolean isTable() {
    return Tables.find(spark, input).exists()
        && !CorpusFiles.areBelow(
            input, LayoutChoice.AUTO, spark.sparkContext().hadoopConfiguration());
  }

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
      return new Result(Optional.empty(), Optional.of(embeddings(table)));
    }
    BadInputException.check(
        columns.contains("samples") && columns.contains("sampling_rate_hz"),
        "%s is neither a recordings nor an embeddings table: its columns are %s",
        input,
        columns);
    return new Result(Optional.of(new CorpusInfo(spark).ofTable(table, input)), Optional.empty());
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
