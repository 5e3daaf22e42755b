package org.eegptspark.job.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowingConsumer;
import org.eegptspark.job.CommandLineRun;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.action.Probe;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.TrainingSchedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads beside scikit-learn's on the same windows, by resources/probe/make_sklearn.py. */
class HeadsTest {
  private static final int TRAIN = 90;
  private static final int WINDOWS = 120;
  private static final int WIDTH = 6;

  @TempDir static Path folder;
  private static String table;
  private static String values;

  private final SparkSession spark = SharedSpark.session();

  @BeforeAll
  static void theScriptsWindows() {
    float[] pattern = WindowsTable.draws(1, 3 * WIDTH);
    float[] noise = WindowsTable.draws(2, WINDOWS * WIDTH);
    WindowsTable windows = new WindowsTable();
    WindowsTable numbers = new WindowsTable();
    for (int i = 0; i < WINDOWS; i++) {
      int k = i % 7 < 4 ? 0 : i % 7 < 6 ? 1 : 2;
      float[] tokens = new float[WIDTH];
      double value = 10 * noise[i * WIDTH];
      for (int j = 0; j < WIDTH; j++) {
        double patterned = 0.8 * pattern[k * WIDTH + j];
        tokens[j] = (float) ((patterned + noise[i * WIDTH + j]) * (1 + j) + 3);
        value += j * (double) tokens[j];
      }
      String side = i < TRAIN ? "train" : "test";
      windows.add(WindowsTable.window(side, "s", i, "class" + k), tokens);
      String number = String.valueOf(Math.rint(value * 1000) / 1000);
      numbers.add(WindowsTable.window(side, "s", i, number), tokens);
    }
    table = windows.write(SharedSpark.session(), folder.resolve("classes"));
    values = numbers.write(SharedSpark.session(), folder.resolve("values"));
  }

  @Test
  void logisticRegressionOfTwoClasses() throws Exception {
    assertThat(outputs(twoClasses(), new LogisticHead(0.5, 0, 500), ClassWeights.none))
        .satisfies(close("two", 1e-4));
  }

  @Test
  void logisticRegressionWithBalancedWeights() throws Exception {
    assertThat(outputs(twoClasses(), new LogisticHead(0.05, 0, 500), ClassWeights.balanced))
        .satisfies(close("two_balanced", 1e-4));
  }

  @Test
  void logisticRegressionOfThreeClasses() throws Exception {
    LabelChoice each = LabelChoice.of("label");
    assertThat(outputs(each, new LogisticHead(0.2, 0, 500), ClassWeights.none))
        .satisfies(close("three", 1e-4));
  }

  @Test
  void logisticRegressionWithAnElasticNet() throws Exception {
    LabelChoice each = LabelChoice.of("label");
    assertThat(outputs(each, new LogisticHead(0.2, 0.5, 500), ClassWeights.none))
        .satisfies(close("three_elastic_net", 1e-3));
  }

  @Test
  void nearestWindows() throws Exception {
    assertThat(outputs(LabelChoice.of("label"), new KnnHead(7), ClassWeights.none))
        .satisfies(close("knn", 1e-9));
    assertThat(numbers(new KnnHead(4)).predictions().outputs()).satisfies(close("knn_value", 1e-9));
  }

  @Test
  void ridgeRegression() throws Exception {
    Probe.Result result = numbers(new RidgeHead(5, 0, 500));
    assertThat(result.predictions().outputs()).satisfies(close("ridge", 1e-3));
    assertThat(result.at(Level.window).metrics().get("r2").value()).isGreaterThan(0.9);
  }

  @Test
  void thePapersHeadPredictsNumbersInTheirOwnUnit() {
    TrainingSchedule schedule = new TrainingSchedule(200, 16, 0.02, 0.01, 0, 0);
    Probe.Result result =
        new Probe(spark, settings(values, number()).withHead(FeatureKind.TOKENS, linear(schedule)))
            .execute();
    assertThat(result.at(Level.window).metrics().get("r2").value()).isGreaterThan(0.8);
  }

  @Test
  void theSameSettingsGiveTheSameNumbers() {
    ProbeSettings settings =
        settings(table, LabelChoice.of("label"))
            .withHead(FeatureKind.TOKENS, linear(new TrainingSchedule(5, 16, 4e-3, 0.01, 0.5, 0)));
    Probe.Result once = new Probe(spark, settings).execute();
    Probe.Result again = new Probe(spark, settings).execute();
    Probe.Result other = new Probe(spark, settings.withSeed(1)).execute();
    assertThat(again.predictions().outputs()).isDeepEqualTo(once.predictions().outputs());
    assertThat(again.levels().get(0).metrics()).isEqualTo(once.levels().get(0).metrics());
    assertThat(other.predictions().outputs()[0]).isNotEqualTo(once.predictions().outputs()[0]);
  }

  @Test
  void whatCannotBeProbedIsSaidInALine() {
    assertThat(complaint("--input", folder.resolve("none").toString(), "--split-by", "subject"))
        .contains("No table at");
    assertThat(complaint("--input", table, "--split-by", "age"))
        .contains("has no column age; it has recording_id");
    assertThat(complaint("--input", table, "--split-by", "session"))
        .contains("--split-by session: window 90 of /data/test.edf has none");
    assertThat(complaint("--input", table, "--split-by", "recording", "--head", "forest"))
        .contains("--head takes logistic, linear, knn or ridge, but was 'forest'");
    assertThat(complaint("--input", table, "--split-by", "recording", "--min-overlap", "3s"))
        .contains("--recordings and --min-overlap go together");
    assertThat(complaint("--input", table, "--split-by", "recording", "--where", "no such"))
        .contains("--where 'no such'");
    assertThat(
            complaint(
                "--input",
                table,
                "--split-by",
                "recording",
                "--head",
                "linear",
                "--features",
                "mean"))
        .contains("--head linear is trained on each patch's tokens");
  }

  private static String complaint(String... options) {
    List<String> all = new ArrayList<>(List.of("probe"));
    all.addAll(List.of(options));
    all.addAll(List.of("--output", folder.resolve("unused").toString()));
    CommandLineRun run = CommandLineRun.of(all.toArray(new String[0]));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.complaints()).hasSize(1);
    return run.complaints().get(0);
  }

  private static LinearHead linear(TrainingSchedule schedule) {
    return new LinearHead(schedule);
  }

  private static LabelChoice twoClasses() {
    return new LabelChoice(
        "label",
        false,
        Optional.empty(),
        List.of(
            LabelChoice.ClassOfLabels.parse("class0"),
            LabelChoice.ClassOfLabels.parse("other=class1,class2")),
        OptionalLong.empty());
  }

  private static LabelChoice number() {
    return new LabelChoice("label", true, Optional.empty(), List.of(), OptionalLong.empty());
  }

  private static ProbeSettings settings(String input, LabelChoice label) {
    return ProbeSettings.of(
        input, label, SplitChoice.lists("recording", List.of(), List.of("test.edf")));
  }

  private double[][] outputs(LabelChoice label, ProbeHead head, ClassWeights weights) {
    return new Probe(
            spark, settings(table, label).withHead(FeatureKind.MEAN, head).withWeights(weights))
        .execute()
        .predictions()
        .outputs();
  }

  private Probe.Result numbers(ProbeHead head) {
    return new Probe(spark, settings(values, number()).withHead(FeatureKind.MEAN, head)).execute();
  }

  private static ThrowingConsumer<double[][]> close(String name, double error) {
    return outputs -> {
      try (InputStream in = HeadsTest.class.getResourceAsStream("/probe/sklearn.json")) {
        JsonNode expected = new ObjectMapper().readTree(in).get(name);
        assertThat(outputs.length).isEqualTo(expected.size());
        for (int i = 0; i < outputs.length; i++) {
          for (int k = 0; k < outputs[i].length; k++) {
            assertThat(outputs[i][k])
                .as("window %s, output %s", i, k)
                .isCloseTo(expected.get(i).get(k).doubleValue(), within(error));
          }
        }
      }
    };
  }
}
