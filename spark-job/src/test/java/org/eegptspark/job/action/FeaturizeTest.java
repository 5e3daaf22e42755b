package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.edf.EdfWriter;
import org.eegptspark.model.recording.edf.EdfWriterHeader;
import org.eegptspark.model.recording.simulated.EegSimulator;
import org.eegptspark.model.recording.simulated.Simulation;
import org.eegptspark.model.signal.MissingChannels;
import org.eegptspark.model.signal.MontageChoice;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;
import org.eegptspark.udf.SharedModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturizeTest {
  private static final int SECONDS = 12;

  private final SparkSession spark = SharedSpark.session();

  @TempDir Path folder;

  @BeforeEach
  void twoRecordings() throws IOException {
    simulate(1);
    simulate(2);
    ingest();
  }

  @Test
  void anEmbeddingsTableHasARowAWindow() {
    Featurize.Result result = featurize().execute();
    assertThat(result.recordings()).isEqualTo(2);
    assertThat(result.windows()).isEqualTo(6);
    List<Row> rows = embeddings().orderBy("source", "window").collectAsList();
    assertThat(rows).hasSize(6);
    Row row = rows.get(1);
    assertThat(row.<String>getAs("subject")).isEqualTo("S001");
    assertThat(row.<Long>getAs("window")).isEqualTo(1);
    assertThat(row.<Long>getAs("first_sample")).isEqualTo(1024);
    assertThat(row.<Integer>getAs("n_samples")).isEqualTo(1024);
    assertThat(row.<Double>getAs("start_s")).isEqualTo(4.0);
    assertThat(row.<Double>getAs("duration_s")).isEqualTo(4.0);
    assertThat(row.<String>getAs("label")).isEqualTo("T0");
    assertThat(row.getList(row.fieldIndex("tokens"))).hasSize(16 * 64);
    assertThat(row.<Integer>getAs("n_patches")).isEqualTo(16);
    assertThat(row.<Integer>getAs("embed_num")).isEqualTo(1);
    assertThat(row.<Integer>getAs("embed_dim")).isEqualTo(64);
    assertThat(row.<String>getAs("model_id")).isEqualTo(result.modelId());
    assertThat(row.<String>getAs("signal_id")).isEqualTo(result.signalId());
    assertThat(row.<String>getAs("precision")).isEqualTo("fp32");
    assertThat(row.<String>getAs("weights")).contains("untrained");
  }

  @Test
  void patchesOfOverlappingWindowsAreEncodedOnce() {
    Featurize.Result apart = featurize().execute();
    Featurize.Result overlapping =
        featurize().overwrite(true).grid(WindowGrid.parse("4s", "1s")).execute();
    assertThat(apart.patches()).isEqualTo(2 * SECONDS * 4);
    assertThat(overlapping.patches()).isEqualTo(apart.patches());
    assertThat(overlapping.windows()).isEqualTo(2 * (SECONDS - 3));
  }

  @Test
  void aRerunDoesOnlyWhatIsNew() throws Exception {
    featurize().execute();
    simulate(3);
    ingest();
    Featurize.Result again = featurize().execute();
    assertThat(again.done()).isEqualTo(2);
    assertThat(again.recordings()).isEqualTo(1);
    assertThat(embeddings().count()).isEqualTo(9);
    assertThat(embeddings().select("recording_id", "window").distinct().count()).isEqualTo(9);
  }

  @Test
  void anotherModelAndAnotherHopAddTheirRows() {
    featurize().execute();
    featurize().checkpoint(Checkpoints.load("synthetic:tiny2")).execute();
    featurize().grid(WindowGrid.parse("4s", "2s")).execute();
    assertThat(embeddings().count()).isEqualTo(6 + 6 + 10);
    assertThat(embeddings().select("model_id", "signal_id").distinct().count()).isEqualTo(3);
  }

  @Test
  void modelsOneAfterAnotherInOneSessionEachGiveTheirOwnRows() {
    List<List<Row>> tables = new ArrayList<>();
    for (String weights : List.of("synthetic:tiny1", "demo", "synthetic:tiny1")) {
      Featurize featurize = featurize().overwrite(true);
      try (Checkpoint checkpoint = Checkpoints.load(weights)) {
        featurize.checkpoint(checkpoint);
        assertThat(featurize.execute().modelId()).isEqualTo(Checkpoints.modelId(checkpoint));
      }
      tables.add(embeddings().orderBy("source", "window").collectAsList());
    }
    assertThat(tables.get(1))
        .hasSameSizeAs(tables.get(0))
        .doesNotContainAnyElementsOf(tables.get(0));
    assertThat(tables.get(1).get(0).<Integer>getAs("embed_dim")).isEqualTo(128);
    assertThat(tables.get(2)).isEqualTo(tables.get(0));
  }

  @Test
  void aCheckpointMayBeClosedOnceTheActionHasIt() {
    featurize().execute();
    Map<String, Row> open = byKey();
    Featurize featurize = featurize().overwrite(true);
    try (Checkpoint checkpoint = Checkpoints.load("synthetic:tiny1")) {
      featurize.checkpoint(checkpoint);
    }
    featurize.execute();
    assertThat(byKey()).isEqualTo(open);
  }

  @Test
  void pooledTokensAreTheMeanOverPatches() {
    featurize().execute();
    List<Row> all = embeddings().orderBy("source", "window").collectAsList();
    featurize().overwrite(true).tokens(TokenOutput.parse("patches", "float32")).execute();
    List<Row> pooled = embeddings().orderBy("source", "window").collectAsList();
    for (int w = 0; w < all.size(); w++) {
      List<Float> tokens = all.get(w).getList(all.get(w).fieldIndex("tokens"));
      List<Float> mean = pooled.get(w).getList(pooled.get(w).fieldIndex("tokens"));
      assertThat(mean).hasSize(64);
      for (int j = 0; j < 64; j++) {
        double sum = 0;
        for (int n = 0; n < 16; n++) {
          sum += tokens.get(n * 64 + j);
        }
        assertThat(mean.get(j)).isEqualTo((float) (sum / 16));
      }
    }
  }

  @Test
  void batchesOfAnySizeGiveTheSameRows() {
    featurize().execute();
    Map<String, Row> asSuits = byKey();
    for (int patches : new int[] {7, 100_000}) {
      featurize().overwrite(true).batch(patches).execute();
      assertThat(byKey()).isEqualTo(asSuits);
    }
    assertThatThrownBy(() -> featurize().batch(0))
        .isInstanceOf(BadInputException.class)
        .hasMessage("--batch must be positive, but was 0");
  }

  @Test
  void pooledTokensAreNotMixedWithTheOthersInOneTable() {
    featurize().execute();
    assertThatThrownBy(() -> featurize().tokens(TokenOutput.parse("patches", "float32")).execute())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--pool");
  }

  @Test
  void aRecordingThatLacksAChannelIsQuarantinedAndTheOthersAreDone() throws Exception {
    Path edf = simulate(3);
    byte[] bytes = Files.readAllBytes(edf);
    System.arraycopy("Xz..".getBytes(StandardCharsets.US_ASCII), 0, bytes, 256, 4);
    Files.write(edf, bytes); // the first label, Fc5.
    ingest();
    Featurize.Result result = featurize().execute();
    assertThat(result.windows()).isEqualTo(6);
    assertThat(result.quarantined()).hasSize(1);
    Quarantine.Entry entry = result.quarantined().get(0);
    assertThat(entry.source()).endsWith("S003R03.edf");
    assertThat(entry.reason()).contains("FC5").contains("--missing skip");
    assertThat(spark.read().parquet(Quarantine.nameOf(spark, path("embeddings"))).count())
        .isEqualTo(1);

    Featurize.Result skipping =
        featurize()
            .profile(
                SignalProfile.DEFAULT.withMontage(
                    MontageChoice.parse("pretraining", MissingChannels.SKIP)))
            .execute();
    assertThat(skipping.quarantined()).isEmpty();
    assertThat(skipping.windows()).isEqualTo(9);
  }

  @Test
  void signalsOfAnotherRateDoNotDisturbTheMontagesOwn() throws Exception {
    Path edf = folder.resolve("mixed/mixed.edf");
    Files.createDirectories(edf.getParent());
    EdfWriterHeader header =
        new EdfWriterHeader(
            SampleEncoding.INT16,
            Optional.empty(),
            Optional.empty(),
            1,
            80,
            List.of(signal("C3", 200), signal("C4", 200), signal("ECG", 500)));
    try (EdfWriter writer = new EdfWriter(edf, header)) {
      for (int second = 0; second < SECONDS; second++) {
        writer.write(new int[][] {new int[200], new int[200], new int[500]});
      }
    }
    new Ingest(spark).input(List.of(edf.toString())).output(path("mixed-table")).execute();
    Featurize.Result result =
        featurize()
            .input(path("mixed-table"))
            .profile(
                SignalProfile.DEFAULT.withMontage(
                    MontageChoice.parse("C3,C4", MissingChannels.FAIL)))
            .execute();
    assertThat(result.quarantined()).isEmpty();
    assertThat(result.windows()).isEqualTo(3);
  }

  private static EdfWriterHeader.Signal signal(String label, int rateHz) {
    return new EdfWriterHeader.Signal(label, "uV", -3276.7, 3276.7, -32767, 32767, rateHz);
  }

  @Test
  void commitsInUnitsGiveTheSameRows() {
    featurize().execute();
    Map<String, Row> atOnce = byKey();
    featurize().overwrite(true).commitEvery(1).execute();
    assertThat(byKey()).isEqualTo(atOnce);
  }

  @Test
  void theModelIsClosedInTheEnd() {
    featurize().execute();
    assertThat(SharedModels.loaded()).isZero();
  }

  @Test
  void aRecordingShorterThanAWindowIsNamed() {
    Featurize.Result result = featurize().grid(WindowGrid.parse("20s", "20s")).execute();
    assertThat(result.windows()).isZero();
    assertThat(result.tooShort()).hasSize(2);
  }

  private Path simulate(int subject) throws IOException {
    Simulation simulation = Simulation.of(subject, 3).withDurationSeconds(SECONDS);
    Path file = Files.createDirectories(folder.resolve("edf")).resolve(simulation.fileName());
    new EegSimulator(simulation).writeEdf(file);
    return file;
  }

  private void ingest() {
    new Ingest(spark)
        .input(new ArrayList<>(List.of(path("edf"))))
        .output(path("recordings"))
        .execute();
  }

  private Featurize featurize() {
    return new Featurize(spark)
        .input(path("recordings"))
        .output(path("embeddings"))
        .checkpoint(Checkpoints.load("synthetic:tiny1"));
  }

  private Dataset<Row> embeddings() {
    return spark.read().parquet(path("embeddings"));
  }

  private Map<String, Row> byKey() {
    return embeddings().collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getString(0) + row.getLong(4), row -> row));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
