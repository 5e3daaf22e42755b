package org.eegptspark.job.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.recording.simulated.EegSimulator;
import org.eegptspark.model.recording.simulated.Simulation;

/** A few simulated recordings, their table, and embeddings of them, below a folder. */
record TablesUnderFeaturize(SparkSession spark, Path folder, TableFormat format) {
  static final int WINDOWS_A_RECORDING = 3;

  private static final int SECONDS = 12;

  Path simulate(int subject) throws IOException {
    Simulation simulation = Simulation.of(subject, 3).withDurationSeconds(SECONDS);
    Path file = Files.createDirectories(folder.resolve("edf")).resolve(simulation.fileName());
    new EegSimulator(simulation).writeEdf(file);
    return file;
  }

  void simulateAndIngest(int... subjects) throws IOException {
    for (int subject : subjects) {
      simulate(subject);
    }
    ingest().execute();
  }

  Ingest ingest() {
    return new Ingest(spark)
        .input(List.of(folder.resolve("edf").toString()))
        .output(recordings())
        .format(format);
  }

  Featurize featurize(String output) {
    try (Checkpoint checkpoint = Checkpoints.load("synthetic:tiny1")) {
      return new Featurize(spark)
          .input(recordings())
          .output(path(output))
          .format(format)
          .checkpoint(checkpoint);
    }
  }

  String recordings() {
    return path("recordings");
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  /** All rows of a table, by key; none where there is no table. */
  List<Row> rows(String name) {
    return Tables.find(spark, path(name))
        .snapshot()
        .rows()
        .map(
            rows -> rows.orderBy("recording_id", "model_id", "signal_id", "window").collectAsList())
        .orElse(new ArrayList<>());
  }

  Dataset<Row> table(String name) {
    return Tables.rows(spark, path(name), "the test makes it");
  }
}
