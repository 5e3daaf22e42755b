package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.recording.simulated.EegSimulator;
import org.eegptspark.model.recording.simulated.Simulation;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;
import org.eegptspark.udf.SharedModels;
import org.eegptspark.udf.SharedWeights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments' windows as Spark SQL has them from the function. */
class EncodeSegmentsTest {
  private final SparkSession spark = SharedSpark.session().newSession();
  private Dataset<Row> segments;

  @TempDir Path folder;

  @BeforeEach
  void aRecordingOfTwelveSeconds() throws Exception {
    Path edf = Files.createDirectories(folder.resolve("edf"));
    Simulation simulation = Simulation.of(1, 3).withDurationSeconds(12);
    new EegSimulator(simulation).writeEdf(edf.resolve(simulation.fileName()));
    String table = folder.resolve("recordings").toString();
    new Ingest(spark).input(List.of(edf.toString())).output(table).execute();
    segments = SegmentRows.select(spark.read().parquet(table), table);
  }

  @AfterEach
  void nothingStaysLoaded() {
    SharedModels.closeIdle();
  }

  private EncodeSegments encode(int windowsAPiece, double rate) {
    HashMap<String, Double> rates = new HashMap<>();
    rates.put(segments.head().getString(0), rate);
    try (Checkpoint checkpoint = Checkpoints.load("synthetic:tiny1")) {
      return new EncodeSegments(
          new ModelRun(
              SharedWeights.of(checkpoint),
              new EngineOptions("auto", Precision.FP32, 1),
              SignalProfile.DEFAULT,
              WindowGrid.parse("4s", "1s"),
              null,
              TokenOutput.ALL,
              null),
          rates,
          windowsAPiece,
          spark.sparkContext().longAccumulator(),
          spark.sparkContext().longAccumulator(),
          spark.sparkContext().<Quarantine.Entry>collectionAccumulator("failures"));
    }
  }

  private List<Row> rows(EncodeSegments encode) {
    return encode.embeddings(spark, segments).collectAsList().stream()
        .sorted(Comparator.comparingLong(row -> row.getLong(4))) // Spark would compute all twice
        .toList();
  }

  @Test
  void aSegmentInPiecesGivesTheSameRows() {
    List<Row> whole = rows(encode(100, 160));
    assertThat(whole).hasSize(9);
    for (int windowsAPiece : new int[] {1, 4, 9}) {
      EncodeSegments encode = encode(windowsAPiece, 160);
      assertThat(rows(encode)).isEqualTo(whole);
      assertThat(encode.windows().value()).isEqualTo(9);
    }
  }

  @Test
  void rowsOfOtherSignalsGiveNoWindow() {
    EncodeSegments encode = encode(100, 500);
    assertThat(rows(encode)).isEmpty();
    assertThat(encode.failures().value()).isEmpty();
  }
}
