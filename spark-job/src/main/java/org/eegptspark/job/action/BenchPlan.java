package org.eegptspark.job.action;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.EmbeddingsTable;
import org.eegptspark.job.table.RecordingsTable;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.signal.WindowGrid;

/**
 * Times what a rerun does before any work: finding what is left of a corpus half of which is done.
 *
 * <p>Recordings have an hour in six segments; tables have 240 segments a file, and next to no
 * samples.
 *
 * @param segments of the corpus
 */
public record BenchPlan(long segments) {
  private static final int SEGMENTS_A_RECORDING = 6;
  private static final int SEGMENTS_A_FILE = 240;
  private static final int SEGMENT_SECONDS = 600;
  private static final int WINDOW_SECONDS = 40;
  private static final int RATE_HZ = 256;
  private static final String WEIGHTS = "synthetic:tiny1";

  /**
   * What was measured.
   *
   * @param plan found
   * @param embeddings rows in the embeddings table
   * @param files of the recordings table
   * @param seconds that finding it took
   */
  public record Result(Featurize.Plan plan, long embeddings, long files, double seconds) {}

  /**
   * Does it, in a temporary folder.
   *
   * @throws IOException where that cannot be written
   */
  public Result execute(SparkSession spark) throws IOException {
    Path folder = Files.createTempDirectory("eegpt-bench");
    try (Checkpoint checkpoint = Checkpoints.load(WEIGHTS)) {
      String recordings = folder.resolve("recordings").toString();
      String embeddings = folder.resolve("embeddings").toString();
      int files = Math.toIntExact(Math.max(1, segments / SEGMENTS_A_FILE));
      write(recordings(spark, files), recordings);
      Featurize featurize =
          new Featurize(spark)
              .input(recordings)
              .output(embeddings)
              .checkpoint(checkpoint)
              .grid(WindowGrid.parse(WINDOW_SECONDS + "s", WINDOW_SECONDS + "s"))
              .engine("auto", Precision.FP32)
              .tokens(TokenOutput.parse("patches", "float32"));
      Featurize.Ids ids = featurize.ids();
      write(embeddings(spark, Math.max(1, files / 2), checkpoint, ids), embeddings);
      long begin = System.nanoTime();
      Featurize.Plan plan = featurize.plan();
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Result(plan, spark.read().parquet(embeddings).count(), files, seconds);
    } finally {
      FileUtil.fullyDelete(new File(folder.toString()));
    }
  }

  private static void write(Dataset<Row> rows, String table) {
    rows.write().option("compression", "zstd").parquet(table);
  }

  private Dataset<Row> recordings(SparkSession spark, int files) {
    String names = "array('" + String.join("','", Electrodes.NAMES) + "')";
    String doubles = "array_repeat(0.1D, " + Electrodes.NAMES.size() + ")";
    int samples = SEGMENT_SECONDS * RATE_HZ;
    return spark
        .range(0, segments, 1, files)
        .selectExpr(
            recordingId("id div " + SEGMENTS_A_RECORDING) + " AS recording_id",
            "concat('corpus/', id div " + SEGMENTS_A_RECORDING + ", '.edf') AS source",
            "concat('S', id div " + SEGMENTS_A_RECORDING * 10 + ") AS subject",
            "string(null) AS session",
            "timestamp_ntz'2026-01-01 00:00:00' AS started_at",
            "double(" + RATE_HZ + ") AS sampling_rate_hz",
            names + " AS channels",
            "int(id % " + SEGMENTS_A_RECORDING + ") AS segment",
            "id % " + SEGMENTS_A_RECORDING + " * " + samples + " AS first_sample",
            samples + " AS n_samples",
            "0 AS halo_before",
            "0 AS halo_after",
            "0L AS run_first_sample",
            "bigint(" + SEGMENTS_A_RECORDING * samples + ") AS run_n_samples",
            "'int16' AS encoding",
            doubles + " AS gain",
            doubles + " AS offset",
            "binary('') AS samples",
            "array() AS annotations")
        .to(RecordingsTable.SCHEMA);
  }

  /** Of the first half of the recordings. */
  private Dataset<Row> embeddings(
      SparkSession spark, int files, Checkpoint checkpoint, Featurize.Ids ids) {
    int windowsARecording = SEGMENTS_A_RECORDING * SEGMENT_SECONDS / WINDOW_SECONDS;
    long recordings = segments / SEGMENTS_A_RECORDING / 2;
    int floats = checkpoint.config().embedNum() * checkpoint.config().embedDim();
    int samples = WINDOW_SECONDS * RATE_HZ;
    List<String> columns =
        List.of(
            recordingId("id div " + windowsARecording) + " AS recording_id",
            "concat('corpus/', id div " + windowsARecording + ", '.edf') AS source",
            "string(null) AS subject",
            "string(null) AS session",
            "id % " + windowsARecording + " AS window",
            "id % " + windowsARecording + " * " + samples + " AS first_sample",
            samples + " AS n_samples",
            "double(id % " + windowsARecording + " * " + WINDOW_SECONDS + ") AS start_s",
            "double(" + WINDOW_SECONDS + ") AS duration_s",
            "string(null) AS label",
            "array_repeat(float(0.5), " + floats + ") AS tokens",
            checkpoint.config().patches(samples) + " AS n_patches",
            checkpoint.config().embedNum() + " AS embed_num",
            checkpoint.config().embedDim() + " AS embed_dim",
            "'" + ids.modelId() + "' AS model_id",
            "'" + ids.signalId() + "' AS signal_id",
            "'fp32' AS precision",
            "'" + WEIGHTS + "' AS weights");
    return spark
        .range(0, recordings * windowsARecording, 1, files)
        .selectExpr(columns.toArray(new String[0]))
        .to(EmbeddingsTable.SCHEMA);
  }

  private static String recordingId(String number) {
    return "substr(sha2(string(" + number + "), 256), 1, 32)";
  }
}
