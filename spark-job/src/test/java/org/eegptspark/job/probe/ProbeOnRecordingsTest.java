package org.eegptspark.job.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.CommandLineRun;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.action.Featurize;
import org.eegptspark.job.action.Ingest;
import org.eegptspark.job.action.Probe;
import org.eegptspark.job.action.Selection;
import org.eegptspark.job.action.StoredProbe;
import org.eegptspark.job.probe.LabelChoice.ClassOfLabels;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.TrainedProbe;
import org.eegptspark.model.probe.TrainingSchedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rest against movement on the eight recordings of one subject that the demonstration weights were
 * pretrained on: what the weights' README says, and that nothing is found where nothing is.
 */
class ProbeOnRecordingsTest {
  private static final List<String> LATER_RUNS = List.of("S001R0[789].edf", "S001R10.edf");

  /** Of spark-job/src/test/python/sklearn_probe.py on the table of band power. */
  private static final double SKLEARN_AUROC = 0.7315;

  private static final double SKLEARN_BALANCED_ACCURACY = 0.6447;

  private static OneSubject subject;

  @TempDir Path folder;

  private final SparkSession spark = SharedSpark.session();

  @BeforeAll
  static void windowsOfFourSecondsEverySecond() {
    subject = OneSubject.tables();
  }

  private static ProbeSettings recipe() {
    return ProbeSettings.of(
            subject.embeddings(),
            subject.restOrMovement(OptionalLong.empty()),
            SplitChoice.lists("recording", List.of(), LATER_RUNS))
        .withHead(FeatureKind.MEAN_SD, new LogisticHead(0.01, 0, 500));
  }

  @Test
  void theWeightsRecipeReachesItsFigure() {
    Probe.Result result = new Probe(spark, recipe()).execute();
    assertThat(result.at(Level.window).metrics().get("auroc").value())
        .isCloseTo(0.682, within(0.02));
    assertThat(result.folds().get(0).trainGroups()).hasSize(4);
    assertThat(result.folds().get(0).overlap()).isEqualTo(new Overlap(0, 0, 1, 0));
  }

  @Test
  void everyRecordingIsLeftOutOnceOnTheCommandLine() throws Exception {
    Path output = folder.resolve("leave-one-out");
    CommandLineRun run =
        probe(
            subject.embeddings(),
            subject.recordings(),
            output,
            "--c",
            "0.01",
            "--level",
            "window,trial");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("8 folds", "On both sides of a fold: 0 recordings", "balanced_accuracy")
        .contains("Intervals: bootstrap over 8 groups by recording");
    JsonNode report = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    assertThat(report.get("folds")).hasSize(8);
    report
        .get("folds")
        .forEach(fold -> assertThat(fold.at("/on_both_sides/recordings").asInt()).isZero());
    double auroc = report.at("/levels/0/metrics/auroc/value").asDouble();
    System.out.printf("leave one recording out: AUROC %.3f%n", auroc);
    assertThat(auroc).isBetween(0.6, 0.9);
    Row row = spark.read().parquet(output.resolve("predictions.parquet").toString()).first();
    assertThat(row.<String>getAs("truth")).isIn("rest", "movement");
    assertThat(row.<Double>getList(row.fieldIndex("outputs")).stream().mapToDouble(p -> p).sum())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void shuffledLabelsAreToldApartByChanceAlone() {
    Probe.Result result =
        new Probe(
                spark,
                recipe()
                    .withLabel(subject.restOrMovement(OptionalLong.of(1)))
                    .withSplit(SplitChoice.folds("recording", 4)))
            .execute();
    LevelResult.Metric found = result.at(Level.window).metrics().get("balanced_accuracy");
    assertThat(found.low()).isLessThan(0.5);
    assertThat(found.high()).isGreaterThan(0.5);
    assertThat(found.value()).isBetween(0.4, 0.6);
  }

  @Test
  void bandPowerReachesWhatScikitLearnReachesOnTheSameTable() {
    LabelledWindows windows = new Probe(spark, recipe()).execute().windows();
    String kept = System.getProperty("eegpt.band.power");
    String table =
        new BandPower(spark, subject.recordings())
            .table(windows)
            .write(spark, kept == null ? folder.resolve("band-power") : Path.of(kept));
    LevelResult result =
        new Probe(
                spark,
                ProbeSettings.of(
                        table,
                        new LabelChoice(
                            "label",
                            false,
                            Optional.empty(),
                            List.of(ClassOfLabels.parse("rest"), ClassOfLabels.parse("movement")),
                            OptionalLong.empty()),
                        recipe().split())
                    .withHead(FeatureKind.MEAN, new LogisticHead(0.01, 0, 500)))
            .execute()
            .at(Level.window);
    System.out.printf(
        "band power: AUROC %.4f, balanced accuracy %.4f%n",
        result.metrics().get("auroc").value(), result.metrics().get("balanced_accuracy").value());
    assertThat(result.metrics().get("auroc").value()).isCloseTo(SKLEARN_AUROC, within(0.005));
    assertThat(result.metrics().get("balanced_accuracy").value())
        .isCloseTo(SKLEARN_BALANCED_ACCURACY, within(0.005));
  }

  @Test
  void windowsOfARecordingOnBothSidesAreLeakage() {
    ProbeSettings byWindow = recipe().withSplit(SplitChoice.folds("window", 4));
    assertThatThrownBy(() -> new Probe(spark, byWindow).execute())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("8 recordings on both sides");
    Probe.Result leaking =
        new Probe(spark, recipe().withSplit(new SplitChoice("window", 4, Optional.empty(), true)))
            .execute();
    assertThat(leaking.folds().get(0).overlap().recordings()).isEqualTo(8);
    double honest =
        new Probe(spark, recipe().withSplit(SplitChoice.folds("recording", 4)))
            .execute()
            .at(Level.window)
            .metrics()
            .get("auroc")
            .value();
    assertThat(leaking.at(Level.window).metrics().get("auroc").value())
        .isGreaterThan(honest + 0.05);
  }

  @Test
  void featurizeWritesAProbesPredictionsBesideTheTokens() throws Exception {
    for (ProbeSettings settings :
        List.of(
            recipe(),
            recipe()
                .withHead(
                    FeatureKind.TOKENS,
                    new LinearHead(new TrainingSchedule(3, 64, 4e-3, 0.01, 0.5, 0))))) {
      Probe.Result result = new Probe(spark, settings).execute();
      TrainedProbe probe = result.probe().orElseThrow();
      String output = folder.resolve("predicted-" + settings.head().name()).toString();
      Featurize featurize =
          subject.featurize(output).select(new Selection(List.of("S001R07.edf"))).probe(probe);
      featurize.execute();
      List<Row> rows = spark.read().parquet(output).orderBy("window").collectAsList();
      assertThat(rows).hasSize(122);
      Predictions predictions = result.predictions();
      int[] ofRun =
          IntStream.range(0, predictions.count())
              .filter(i -> predictions.window(i).source().endsWith("S001R07.edf"))
              .toArray();
      assertThat(ofRun).hasSizeGreaterThan(20);
      for (int i : ofRun) {
        Row row = rows.get((int) predictions.window(i).window());
        List<Float> logits = row.getList(row.fieldIndex("logits"));
        double odds = Math.exp(logits.get(1) - logits.get(0));
        assertThat(odds / (1 + odds)).isCloseTo(predictions.outputs()[i][1], within(1e-6));
        assertThat(row.<String>getAs("prediction"))
            .isEqualTo(predictions.classes().get((int) predictions.predicted(i)));
        assertThat(row.getList(row.fieldIndex("tokens"))).hasSize(16 * 4 * 128);
      }
      assertThatThrownBy(() -> subject.featurize(output).probe(other(probe)).execute())
          .hasMessageContaining("without this probe's predictions");
    }
  }

  private static TrainedProbe other(TrainedProbe probe) {
    TrainedProbe.About about = probe.about();
    return new TrainedProbe(
        probe.probe(),
        new TrainedProbe.About(
            about.head(),
            about.features(),
            List.of("a", "b"),
            about.target(),
            about.patches(),
            about.patchWidth(),
            about.modelId(),
            about.signalId()));
  }

  @ParameterizedTest
  @EnumSource(names = {"delta", "iceberg"})
  void tablesOfOtherFormatsGiveTheSamePredictions(TableFormat format) {
    List<String> files = List.of("S001R07.edf", "S001R08.edf");
    String recordings = folder.resolve("recordings").toString();
    new Ingest(spark)
        .input(files.stream().map(f -> TestData.file("data/eegmmidb/" + f).toString()).toList())
        .output(recordings)
        .format(format)
        .execute();
    String embeddings = folder.resolve("embeddings").toString();
    subject.featurize(embeddings).input(recordings).format(format).execute();
    List<Row> expected =
        predictionsOf(subject.embeddings(), subject.recordings(), "source rlike 'S001R0[78]'");
    assertThat(expected).hasSizeGreaterThan(50);
    assertThat(predictionsOf(embeddings, recordings, "true")).isEqualTo(expected);
  }

  /** Rest against movement, each recording left out once. */
  private static CommandLineRun probe(
      String embeddings, String recordings, Path output, String... more) {
    String[] command = {
      "probe",
      "--input",
      embeddings,
      "--recordings",
      recordings,
      "--min-overlap",
      "3.5s",
      "--classes",
      "rest=T0",
      "movement=T1,T2",
      "--split-by",
      "recording",
      "--output",
      output.toString()
    };
    return CommandLineRun.of(
        Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  private List<Row> predictionsOf(String embeddings, String recordings, String where) {
    Path output = folder.resolve("probe-of-" + where.hashCode());
    CommandLineRun run = probe(embeddings, recordings, output, "--where", where, "--head", "knn");
    assertThat(run.status()).as(run.err()).isZero();
    return spark
        .read()
        .parquet(output.resolve("predictions.parquet").toString())
        .orderBy("recording_id", "window")
        .collectAsList();
  }

  @Test
  void aProbeOfAnotherModelIsRefused() {
    TrainedProbe probe = new Probe(spark, recipe()).execute().probe().orElseThrow();
    Featurize featurize =
        subject
            .featurize(folder.resolve("refused").toString())
            .checkpoint(Checkpoints.load("synthetic:little"))
            .probe(probe);
    assertThatThrownBy(featurize::execute)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--probe was trained on tokens of the model with model_id");
    assertThatThrownBy(
            () ->
                StoredProbe.read(
                    folder.resolve("none").toString(), spark.sparkContext().hadoopConfiguration()))
        .hasMessageContaining("No probe at");
  }
}
