package org.eegptspark.job.probe;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.CommandLineRun;
import org.eegptspark.job.Main;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.action.Evaluate;
import org.eegptspark.job.action.Probe;
import org.eegptspark.job.probe.grid.GridFile;
import org.eegptspark.job.table.TableFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid over a night of stages and over real recordings: its table, its page, its second run. */
class EvaluateTest {
  private static final List<String> STAGES = List.of("N3", "N2", "N1", "R", "W");
  private static final int NIGHT = 240;
  private static final int WIDTH = 6;

  @TempDir static Path folder;
  private static String nights;

  private final SparkSession spark = SharedSpark.session();

  /** Four nights of two sleepers, in which stages come in turns and lie near each other. */
  @BeforeAll
  static void nights() {
    float[] noise = WindowsTable.draws(3, 4 * NIGHT * WIDTH);
    WindowsTable table = new WindowsTable();
    for (int night = 0; night < 4; night++) {
      for (int i = 0; i < NIGHT; i++) {
        int stage = (int) (2 + 2 * Math.sin(i / 17.0 + night) + Math.sin(i / 5.0)) % 5;
        int k = Math.max(0, Math.min(4, stage));
        float[] tokens = new float[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
          tokens[j] = 1.6f * noise[(night * NIGHT + i) * WIDTH + j] + (j == k ? 1.5f : 0);
        }
        WindowRow half =
            WindowsTable.window("night" + night, "sleeper" + night / 2, i, STAGES.get(k));
        table.add(
            new WindowRow(
                half.recordingId(),
                i,
                half.source(),
                half.subject(),
                null,
                30.0 * i,
                30,
                half.label(),
                null,
                half.group()),
            tokens);
      }
    }
    nights = table.write(SharedSpark.session(), folder.resolve("nights"));
  }

  private static String grid(String heads) throws Exception {
    Path file = Files.createTempFile(folder, "grid", ".yaml");
    Files.writeString(
        file,
        """
        corpora:
          - name: nights <of> sleep
            input: %s
            classes: {N3: N3, N2: N2, N1: N1, R: R, W: W}
        heads:
        %s
        splits:
          - {by: recording}
          - {name: between sleepers, by: subject, folds: 2}
        bootstrap: 50
        """
            .formatted(nights, heads.indent(2)));
    return file.toString();
  }

  private CommandLineRun evaluate(String config, Path output) {
    return CommandLineRun.of("evaluate", "--config", config, "--output", output.toString());
  }

  @Test
  void aSecondRunDoesNothingAnewAndTheNextDoesOnlyWhatIsNew() throws Exception {
    Path output = folder.resolve("twice");
    String two =
        "- {head: knn, neighbours: 3, name: near, features: mean}\n- {head: knn, features: mean}";
    CommandLineRun first = evaluate(grid(two), output);
    assertThat(first.status()).as(first.err()).isEqualTo(Main.DONE);
    assertThat(first.out()).contains("4 cells done, 0 done before, 0 failed");
    List<Row> rows = results(output).collectAsList();
    // Seven metrics, and five of each of five classes.
    assertThat(rows).hasSize(4 * (7 + 5 * 5));

    CommandLineRun second = evaluate(grid(two), output);
    assertThat(second.out()).contains("0 cells done, 4 done before, 0 failed");
    assertThat(results(output).collectAsList()).containsExactlyInAnyOrderElementsOf(rows);

    CommandLineRun third =
        evaluate(
            grid(two + "\n- {head: knn, name: wider, neighbours: 15, features: mean}"), output);
    assertThat(third.out()).contains("2 cells done, 4 done before, 0 failed");
    assertThat(results(output).count()).isEqualTo(6 * 32L);
  }

  @Test
  void aCellWhoseFolderWasRemovedIsDoneAgainAndItsRowsStay() throws Exception {
    Path output = folder.resolve("removed");
    String config = grid("- {head: knn, features: mean}");
    assertThat(evaluate(config, output).out()).contains("2 cells done, 0 done before");
    List<Row> rows = results(output).collectAsList();
    Path cell = output.resolve("cells").resolve(rows.get(0).<String>getAs("cell"));
    List<String> pictures = pictures(Files.readString(output.resolve("report.html")));
    FileUtils.deleteDirectory(cell.toFile());

    CommandLineRun again = evaluate(config, output);
    assertThat(again.status()).as(again.err()).isEqualTo(Main.DONE);
    assertThat(again.out()).contains("1 cells done, 1 done before, 0 failed");
    assertThat(cell.resolve("report.json")).exists();
    assertThat(results(output).collectAsList()).containsExactlyInAnyOrderElementsOf(rows);
    assertThat(pictures(Files.readString(output.resolve("report.html")))).isEqualTo(pictures);

    Files.delete(cell.resolve("predictions.parquet"));
    assertThat(evaluate(config, output).out()).contains("1 cells done, 1 done before, 0 failed");
  }

  @Test
  void aTableThatHasGrownIsEvaluatedAnew() throws Exception {
    Path table = folder.resolve("growing");
    spark.read().parquet(nights).write().parquet(table.toString());
    String config = grid("- {head: knn, features: mean}");
    Files.writeString(
        Path.of(config), Files.readString(Path.of(config)).replace(nights, table.toString()));
    Path output = folder.resolve("grown");
    assertThat(evaluate(config, output).out()).contains("2 cells done, 0 done before");
    spark
        .read()
        .parquet(nights)
        .where("recording_id = 'night3'")
        .withColumn("recording_id", lit("night4"))
        .withColumn("source", lit("/data/night4.edf"))
        .write()
        .mode("append")
        .parquet(table.toString());
    assertThat(evaluate(config, output).out()).contains("2 cells done, 0 done before");
  }

  @Test
  void thePageHoldsWhatTheTableSays() throws Exception {
    Path output = folder.resolve("page");
    Evaluate.Result result =
        new Evaluate(
                spark,
                GridFile.read(
                    grid("- {head: knn, neighbours: 25, features: mean}\n- {head: ridge}"),
                    spark.sparkContext().hadoopConfiguration()),
                output.toString())
            .format(TableFormat.delta)
            .execute();
    assertThat(result.done()).isEqualTo(2);
    assertThat(result.failed()).isEqualTo(2);
    String page = Files.readString(output.resolve("report.html"));
    List<Row> rows =
        spark.read().format("delta").load(output.resolve("results").toString()).collectAsList();
    assertThat(rows).hasSize(2 * 32);
    for (Row row : rows) {
      double value = row.getAs("value");
      assertThat(page).contains(String.format(Locale.ROOT, ">%.3f", value));
    }
    assertThat(page)
        .contains("nights &lt;of&gt; sleep", "--head ridge predicts numbers", "4 folds")
        .doesNotContain("<of>")
        .doesNotContain("src=\"http", "href=\"http", "<script");
    assertThat(pictures(page)).allSatisfy(png -> assertThat(png).startsWith("iVBOR"));
    // Two maps, and of each cell two curves and three nights.
    assertThat(pictures(page)).hasSize(2 + 2 * (2 + 3));
    assertThat(page).contains("night0.edf", "leave one recording out", "between sleepers");
  }

  private static List<String> pictures(String page) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void aCellThatFailsIsALineAndTheOthersAreDone() throws Exception {
    Path output = folder.resolve("failing");
    Path config = Path.of(grid("- {head: ridge, features: mean}\n- {head: logistic}"));
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("classes: .*", "label: start_s\n    task: regression"));
    CommandLineRun run = evaluate(config.toString(), output);
    assertThat(run.status()).isEqualTo(Main.SOME_QUARANTINED);
    assertThat(run.out()).contains("2 cells done, 0 done before, 2 failed");
    assertThat(run.complaints())
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("eegpt: ")
                    .contains("logistic: --head logistic tells classes apart"));
    String page = Files.readString(output.resolve("report.html"));
    assertThat(page)
        .contains("Predicted over true values", "R²", "RMSE", "MAE", "coloured by value");
    Row r2 = results(output).where("metric = 'r2'").first();
    assertThat(page).contains(String.format(Locale.ROOT, ">%.3f", r2.<Double>getAs("value")));
  }

  @Test
  void realRecordingsGiveWhatTheProbeGives() throws Exception {
    OneSubject subject = OneSubject.tables();
    Path config = folder.resolve("real.yaml");
    Files.writeString(
        config,
        Files.readString(TestData.project().resolve("conf/evaluate.yaml"))
            .replace(
                "input: embeddings ",
                "input: " + subject.embeddings() + "\n    where: window % 4 = 0 ")
            .replace("recordings: recordings ", "recordings: " + subject.recordings() + " ")
            .replace("min_overlap_s: 3.5", "min_overlap_s: 2")
            .replace("c: 0.01", "c: 0.01, iterations: 15"));
    Path output = folder.resolve("real");
    CommandLineRun run = evaluate(config.toString(), output);
    assertThat(run.status()).as(run.err()).isZero();
    Probe.Result alone =
        new Probe(
                spark,
                GridFile.read(config.toString(), spark.sparkContext().hadoopConfiguration())
                    .cells()
                    .get(0)
                    .settings())
            .execute();
    for (Level level : List.of(Level.window, Level.trial)) {
      alone
          .at(level)
          .metrics()
          .forEach(
              (name, metric) -> {
                Row row =
                    results(output)
                        .where("head = 'logistic' AND level = '" + level + "'")
                        .where("metric = '" + name + "'")
                        .first();
                assertThat(row.<Double>getAs("value")).isCloseTo(metric.value(), within(1e-9));
                assertThat(row.<Double>getAs("high")).isCloseTo(metric.high(), within(1e-9));
                assertThat(row.<String>getAs("model_id")).isEqualTo(alone.origin().modelId());
              });
    }
  }

  private Dataset<Row> results(Path output) {
    return spark.read().parquet(output.resolve("results").toString());
  }
}
