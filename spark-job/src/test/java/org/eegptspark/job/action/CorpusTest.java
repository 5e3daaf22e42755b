package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.fixtures.SimulatedRecordings;
import org.eegptspark.job.CommandLineRun;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.corpus.CorpusSummary;
import org.eegptspark.job.corpus.HandmadeEdf;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.corpus.SegmentSummary;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.model.recording.simulated.EegSimulator;
import org.eegptspark.model.recording.simulated.Simulation;
import org.eegptspark.model.signal.ArtifactThreshold;
import org.eegptspark.model.signal.BadChannels;
import org.eegptspark.model.signal.FirBandPass;
import org.eegptspark.model.signal.MissingChannels;
import org.eegptspark.model.signal.MontageChoice;
import org.eegptspark.model.signal.Reference;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.Standardization;
import org.eegptspark.udf.SharedModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora as they are found: from folders to tables, summaries and embeddings. */
class CorpusTest {
  private final SparkSession spark = SharedSpark.session();

  @TempDir Path folder;

  @AfterEach
  void nothingStaysLoaded() {
    SharedModels.closeIdle();
  }

  @Test
  void aFolderOfSeveralLayoutsComesOutRightWithoutOptions() throws Exception {
    simulate("mi/S002/S002R04.edf", 2, 60);
    simulate("bids/sub-11/ses-1/eeg/sub-11_ses-1_task-x_eeg.edf", 3, 50);
    Files.writeString(
        folder.resolve("corpus/bids/sub-11/ses-1/eeg/sub-11_ses-1_task-x_events.tsv"),
        "onset\tduration\ttrial_type\n2\t3\tgo\n");
    Files.writeString(
        folder.resolve("corpus/bids/sub-11/ses-1/eeg/sub-11_ses-1_task-x_channels.tsv"),
        "name\tstatus\nCz..\tbad\n");
    simulate("tuab/eval/normal/01_tcp_ar/aaaaaabc_s003_t001.edf", 4, 60);
    simulate("other.edf", 5, 60);

    Ingest.Result result = ingest("recordings", SegmentLayout.DEFAULT);

    assertThat(result.quarantined()).isEmpty();
    assertThat(result.counts())
        .containsEntry("recordings_of_layout_bids", 1L)
        .containsEntry("recordings_of_layout_tuh", 1L)
        .containsEntry("recordings_of_layout_eegmmidb", 1L)
        .containsEntry("recordings_of_layout_none", 1L)
        .containsEntry("channels", 256L)
        .containsEntry("channels_marked_bad", 1L)
        .containsEntry("recordings_without_start_time", 0L);
    assertThat(
            table("recordings")
                .selectExpr("subject", "session", "annotations.text", "bad_channels")
                .orderBy("subject")
                .collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .containsExactly("11 1", "S002 R04", "S005 null", "aaaaaabc s003");
    Row bids = table("recordings").where("subject = '11'").head();
    assertThat(bids.getList(bids.fieldIndex("bad_channels"))).isEqualTo(List.of("Cz.."));
    assertThat(
            SegmentRows.of(
                SegmentRows.select(table("recordings").where("subject='11'"), "").head()))
        .extracting(segment -> segment.labelAt(2).orElse(null))
        .isEqualTo("go");
    assertThat(
            SegmentRows.of(
                SegmentRows.select(table("recordings").where("subject='aaaaaabc'"), "").head()))
        .extracting(segment -> segment.labelAt(19.9).orElse(null))
        .isEqualTo("normal");
  }

  @Test
  void parquetFilesThatAJsonFileDescribesAreACorpusAndOthersATable() throws Exception {
    Path parquet = Files.createDirectories(corpus()).resolve("a.parquet");
    Files.copy(SimulatedRecordings.folder().resolve("pq-float32-zstd.parquet"), parquet);
    assertThat(new Info(spark, corpus().toString()).isTable()).isTrue();

    Files.copy(
        SimulatedRecordings.folder().resolve("pq-float32-zstd.json"), corpus().resolve("a.json"));
    for (Path input : List.of(corpus(), parquet)) {
      assertThat(new Info(spark, input.toString()).isTable()).isFalse();
      CorpusInfo.Result info =
          new CorpusInfo(spark).ofFiles(List.of(input.toString()), LayoutChoice.AUTO);
      assertThat(info.unreadable()).isEmpty();
      assertThat(info.summary().recordings()).isEqualTo(1);
    }
  }

  @Test
  void otherDataBesideRecordingsMakeNoTableOfThem() throws Exception {
    simulate("S001R03.edf", 1, 50);
    Files.copy(
        SimulatedRecordings.folder().resolve("pq-float32-zstd.parquet"),
        corpus().resolve("results.parquet"));
    assertThat(new Info(spark, corpus().toString()).isTable()).isFalse();
  }

  @Test
  void infoTellsTheSameOfFilesAndOfTheirTable() throws Exception {
    simulate("S002R04.edf", 2, 60);
    simulate("S003R04.edf", 3, 60);
    simulate("S004R04.edf", 4, 50);
    ingest("recordings", new SegmentLayout(10, 1, 5));

    CorpusSummary files =
        new CorpusInfo(spark).ofFiles(List.of(corpus().toString()), LayoutChoice.AUTO).summary();
    CorpusSummary table =
        new Info(spark, folder.resolve("recordings").toString()).execute().recordings().get();

    assertThat(files.recordings()).isEqualTo(3);
    assertThat(files.subjects()).isEqualTo(3);
    assertThat(files.groups())
        .containsExactly(
            new CorpusSummary.Group(160, 64, "int16", 3, files.groups().get(0).hours()));
    assertThat(files.groups().get(0).hours()).isCloseTo(60 / 3600.0, within(1e-12));
    assertThat(files.lineNoise()).containsEntry("60 Hz", 2L).containsEntry("50 Hz", 1L);
    assertThat(files.montages().get(0))
        .isEqualTo(new CorpusSummary.Coverage("pretraining", 58, 3, 58, 58, List.of()));
    assertThat(files.flat()).isZero();
    assertThat(table.labels().keySet()).isEqualTo(files.labels().keySet());
    table
        .labels()
        .forEach(
            (text, label) -> assertThat(label.count()).isEqualTo(files.labels().get(text).count()));
    assertThat(table.lineNoise()).isEqualTo(files.lineNoise());
    assertThat(table.montages()).isEqualTo(files.montages());
    assertThat(files.labels().values().stream().mapToLong(SegmentSummary.Label::count).sum())
        .isEqualTo(new EventsOf(2).count() + new EventsOf(3).count() + new EventsOf(4).count());

    CommandLineRun run = CommandLineRun.of("info", "--input", corpus().toString());
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("recordings    3 of 3 subjects, 0.02 hours")
        .contains("signals       160 Hz x 64 channels, int16: 3 recordings")
        .contains("electrodes    pretraining (58): all in 3 recordings")
        .contains("50 Hz in 1 recordings, 60 Hz in 2 recordings");
  }

  @Test
  void unitsFlatAndClippedChannelsBipolarNamesAndMissingDatesAreCounted() throws Exception {
    HandmadeEdf edf = new HandmadeEdf(160);
    edf.with("EEG C3-LE", "uV", edf.wave(1))
        .with("EEG C4-A1", "mV", edf.wave(2))
        .with("EEG Fpz-Cz", "V", edf.wave(3))
        .with("EEG T3-REF", "uV", i -> 7)
        .with("EEG P3-REF", "uV", i -> Math.max(-150, Math.min(150, edf.wave(4).applyAsInt(i) * 4)))
        .with("P3", "uV", edf.wave(5))
        .with("EEG XYZ-REF", "uV", edf.wave(6))
        .with("EEG O1-REF", "", edf.wave(7))
        .write(corpus().resolve("a.edf"), 20);

    Ingest.Result result = ingest("recordings", SegmentLayout.DEFAULT);

    assertThat(result.counts())
        .containsEntry("channels", 8L)
        .containsEntry("channels_of_electrodes", 6L)
        .containsEntry("channels_bipolar", 1L)
        .containsEntry("channels_repeated", 1L)
        .containsEntry("channels_in_other_units", 2L)
        .containsEntry("electrodes_without_voltage_unit", 1L)
        .containsEntry("channels_flat", 1L)
        .containsEntry("channels_clipped", 1L)
        .containsEntry("recordings_without_start_time", 1L)
        .containsEntry("recordings_without_labels", 1L);
    Segment segment = SegmentRows.of(SegmentRows.select(table("recordings"), "").head());
    assertThat(segment.gain()[1]).isCloseTo(100, within(1e-9));
    assertThat(segment.facts().statistics().get(3))
        .isEqualTo(new ChannelStatistics(0.7, 0, 0.7, 0, 1, 0));
  }

  @Test
  void badChannelsAreLeftOutAndArtifactsMarked() throws Exception {
    HandmadeEdf edf = new HandmadeEdf(256);
    edf.with("C3", "uV", edf.wave(1))
        .with("CZ", "uV", i -> i / 1024 == 1 && i % 1024 == 5 ? 3000 : edf.wave(2).applyAsInt(i))
        .with("C4", "uV", i -> 9)
        .write(corpus().resolve("a.edf"), 12);
    ingest("recordings", SegmentLayout.DEFAULT);
    SignalProfile three =
        SignalProfile.DEFAULT
            .withMontage(MontageChoice.parse("C3,CZ,C4", MissingChannels.FAIL))
            .withReference(Reference.NONE);
    featurize("kept", three.withBadChannels(BadChannels.LEAVE_OUT), 100.0);
    featurize("two", three.withMontage(MontageChoice.parse("C3,CZ", MissingChannels.FAIL)), null);

    assertThat(windows("kept"))
        .extracting(row -> row.getAs("artifact"))
        .containsExactly(false, true, false);
    assertThat(windows("two")).extracting(row -> row.getAs("artifact")).containsOnlyNulls();
    for (int w = 0; w < 3; w++) {
      assertThat(tokens(windows("kept").get(w))).isEqualTo(tokens(windows("two").get(w)));
    }
    assertThat(windows("kept").get(0).<String>getAs("signal_id"))
        .isNotEqualTo(windows("two").get(0).<String>getAs("signal_id"));
  }

  @Test
  void standardizedAndFilteredSegmentsGiveTheWholeRecordingsTokens() throws Exception {
    simulate("S002R04.edf", 2, 60);
    ingest("whole", SegmentLayout.DEFAULT);
    ingest("cut", new SegmentLayout(5, 4, 8));
    SignalProfile profile =
        SignalProfile.DEFAULT
            .withBandPass(new FirBandPass(0.5, 38))
            .withStandardization(Standardization.ROBUST);
    for (String table : List.of("whole", "cut")) {
      featurizeTable(table, table + "-embeddings", profile, null);
    }
    List<Row> whole = windows("whole-embeddings");
    List<Row> cut = windows("cut-embeddings");
    assertThat(whole).hasSize(5);
    for (int w = 0; w < 5; w++) {
      float[] expected = tokens(whole.get(w));
      float[] actual = tokens(cut.get(w));
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void aHaloTooShortForTheFilterSaysWhichToIngestWith() throws Exception {
    simulate("S002R04.edf", 2, 60);
    ingest("cut", new SegmentLayout(5, 1, 8));
    Featurize.Result result =
        featurizeTable(
            "cut",
            "embeddings",
            SignalProfile.DEFAULT.withBandPass(new FirBandPass(0.5, 38)),
            null);
    assertThat(result.quarantined()).isNotEmpty();
    assertThat(result.quarantined().get(0).reason())
        .contains("ingest again with --halo-before 3.363s --halo-after");
  }

  @Test
  void tablesOfEarlierVersionsAreReadAndScalingByRecordingIsRefused() throws Exception {
    simulate("S002R04.edf", 2, 60);
    ingest("recordings", SegmentLayout.DEFAULT);
    Path old = folder.resolve("old");
    table("recordings")
        .drop("bad_channels", "channel_statistics", "details")
        .write()
        .parquet(old.toString());

    assertThat(featurizeTable("old", "embeddings", SignalProfile.DEFAULT, null).windows())
        .isEqualTo(5);
    Featurize.Result refused =
        featurizeTable(
            "old",
            "embeddings",
            SignalProfile.DEFAULT.withStandardization(Standardization.ZSCORE),
            null);
    assertThat(refused.windows()).isZero();
    assertThat(refused.quarantined().get(0).reason()).contains("ingest again");
    assertThat(new Info(spark, old.toString()).execute().recordings().get().flat()).isNaN();
  }

  @Test
  void profilesByNameAreWhatTheirOptionsWouldSay() throws Exception {
    HandmadeEdf edf = new HandmadeEdf(100);
    edf.with("EEG Fpz-Cz", "uV", edf.wave(1)).with("EEG Pz-Oz", "uV", edf.wave(2));
    edf.write(corpus().resolve("SC4001E0-PSG.edf"), 65);
    String table = folder.resolve("recordings").toString();
    assertThat(
            CommandLineRun.of("ingest", "--input", corpus().toString(), "--output", table).status())
        .isZero();
    String[] options = {"featurize", "--input", table, "--weights", "synthetic:tiny1", "--output"};
    CommandLineRun named =
        CommandLineRun.of(with(options, folder + "/named", "--profile", "sleep"));
    assertThat(named.err()).doesNotContain("eegpt:");
    assertThat(named.status()).isZero();
    CommandLineRun spelt =
        CommandLineRun.of(
            with(
                options,
                folder + "/spelt",
                "--montage=FPZ,PZ",
                "--missing=skip",
                "--rename=EEG Fpz-Cz=FPZ,EEG Pz-Oz=PZ",
                "--band=0-30",
                "--band-filter=fir",
                "--reference=none",
                "--scaling=zscore",
                "--window=30s"));
    assertThat(spelt.status()).isZero();
    List<Row> rows = windows("named");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).<Double>getAs("duration_s")).isEqualTo(30);
    assertThat(windows("spelt").get(1).<String>getAs("signal_id"))
        .isEqualTo(rows.get(1).<String>getAs("signal_id"));
    assertThat(tokens(windows("spelt").get(1))).isEqualTo(tokens(rows.get(1)));
  }

  private static String[] with(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  private record EventsOf(int subject) {
    long count() {
      long count = 0;
      for (var events = new EegSimulator(simulation(subject, 60)).events();
          events.hasNext();
          events.next()) {
        count++;
      }
      return count;
    }
  }

  private static Simulation simulation(int subject, double lineHz) {
    return Simulation.of(subject, 4).withDurationSeconds(20).withLineNoise(lineHz, 8);
  }

  private Path corpus() throws IOException {
    return Files.createDirectories(folder.resolve("corpus"));
  }

  private void simulate(String name, int subject, double lineHz) throws IOException {
    Path file = corpus().resolve(name);
    Files.createDirectories(file.getParent());
    new EegSimulator(simulation(subject, lineHz)).writeEdf(file);
  }

  private Ingest.Result ingest(String table, SegmentLayout layout) throws IOException {
    return new Ingest(spark)
        .input(List.of(corpus().toString()))
        .output(folder.resolve(table).toString())
        .layout(layout)
        .execute();
  }

  private Dataset<Row> table(String name) {
    return spark.read().parquet(folder.resolve(name).toString());
  }

  private void featurize(String output, SignalProfile profile, Double artifacts) {
    featurizeTable("recordings", output, profile, artifacts);
  }

  private Featurize.Result featurizeTable(
      String table, String output, SignalProfile profile, Double artifacts) {
    try (Checkpoint checkpoint = Checkpoints.load("synthetic:tiny1")) {
      return new Featurize(spark)
          .input(folder.resolve(table).toString())
          .output(folder.resolve(output).toString())
          .checkpoint(checkpoint)
          .profile(profile)
          .artifacts(artifacts == null ? null : new ArtifactThreshold(artifacts))
          .execute();
    }
  }

  private List<Row> windows(String name) {
    return table(name).orderBy("window").collectAsList();
  }

  private static float[] tokens(Row row) {
    List<Float> list = row.getList(row.fieldIndex("tokens"));
    float[] tokens = new float[list.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = list.get(i);
    }
    return tokens;
  }
}
