package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.eegptspark.job.StandaloneCluster.Submission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's jar on a standalone cluster of two workers. */
class StandaloneClusterIT {
  private static final String WEIGHTS = "synthetic:little";

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static List<Row> expected;

  /** Four recordings of two minutes, and their rows as this JVM computes them. */
  @BeforeAll
  static void aClusterAndARecordingsTable() throws Exception {
    cluster = StandaloneCluster.start(folder, 2);
    here("simulate", "--output", path("edf"), "--duration", "120s");
    here("ingest", "--input", path("edf"), "--output", path("recordings"));
    here(featurize("here"));
    expected = rows("here");
    assertThat(expected).hasSize(4 * 30);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void inClientModeRowsAreThoseOfOneJvm() throws Exception {
    Subprocess ingest =
        cluster
            .submit(List.of(), "ingest", "--input", path("edf"), "--output", path("recordings-2"))
            .end();
    assertThat(ingest.status()).as(ingest.output()).isZero();
    Subprocess run = cluster.submit(List.of(), (Object[]) featurize("client")).end();
    assertThat(run.status()).as(run.output()).isZero();
    assertThat(rows("client")).isEqualTo(expected);
    assertThat(run.output())
        .contains("featurize unit=1/1 recordings=4 windows=120 ", " quarantined=0");
  }

  @Test
  void inClusterModeTheDriverOnAWorkerWritesRowsAndReport() throws Exception {
    Subprocess run =
        cluster
            .submit(
                List.of(
                    "--deploy-mode",
                    "cluster",
                    "--conf",
                    "spark.standalone.submit.waitAppCompletion=true",
                    "--conf",
                    "spark.cores.max=1"),
                (Object[]) featurize("cluster"))
            .end();
    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).contains("FINISHED");
    assertThat(rows("cluster")).isEqualTo(expected);
    JsonNode report = report("cluster");
    assertThat(report.get("spark_master").asText()).isEqualTo(cluster.master());
    assertThat(report.get("spark_application_id").asText()).startsWith("app-");
    assertThat(report.get("engines").toString()).isEqualTo("[\"onednn on CPU\"]");
    assertThat(report.get("peak_memory_bytes").get("0").asLong()).isGreaterThan(100_000_000);
    assertThat(report.get("counters").get("windows").asInt()).isEqualTo(120);
    assertThat(report.get("steps").get("encode").get("tasks").asInt()).isPositive();
  }

  @Test
  void executorsComeWithTheWork() throws Exception {
    Subprocess run =
        cluster
            .submit(
                List.of(
                    "--conf",
                    "spark.dynamicAllocation.enabled=true",
                    "--conf",
                    "spark.dynamicAllocation.shuffleTracking.enabled=true",
                    "--conf",
                    "spark.dynamicAllocation.minExecutors=0",
                    "--conf",
                    "spark.dynamicAllocation.maxExecutors=2",
                    "--conf",
                    "spark.executor.cores=1"),
                (Object[]) featurize("dynamic"))
            .end();
    assertThat(run.status()).as(run.output()).isZero();
    assertThat(rows("dynamic")).isEqualTo(expected);
    assertThat(report("dynamic").get("peak_memory_bytes").fieldNames())
        .toIterable()
        .contains("driver", "0");
  }

  @Test
  void aKilledExecutorLeavesNoTraceInTheRows() throws Exception {
    Object[] command =
        Stream.concat(Stream.of(featurize("killed")), Stream.of("--commit-every", "60")).toArray();
    try (Submission run = cluster.submit(List.of(), command)) {
      // Each executor has one of a unit's two tasks: of these, the one that is not done, or, where
      // that is done by now, one of the next unit's.
      String done =
          run.await(
                  Pattern.compile(
                      "\\(parquet at Parts[\\s\\S]*?Finished task .* \\(executor (\\d)\\) \\(1/2\\)"))
              .group(1);
      assertThat(cluster.executors()).hasSize(2);
      cluster.executor(1 - Integer.parseInt(done)).destroyForcibly();
      Subprocess ended = run.end();
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("Lost executor");
    }
    assertThat(rows("killed")).isEqualTo(expected);
    JsonNode encode = report("killed").get("steps").get("encode");
    assertThat(encode.get("failed_tasks").asInt()).isPositive();
  }

  @Test
  void whileItRunsTheDriverServesTheSumOverExecutorsToPrometheus() throws Exception {
    int port = StandaloneCluster.freePort();
    Prometheus prometheus = new Prometheus(port);
    try (Submission run =
        cluster.submit(
            List.of("--conf", "spark.ui.port=" + port), (Object[]) featurize("watched"))) {
      // All windows, while their unit is being committed: two executors have 60 each.
      prometheus.await(
          run,
          "/metrics/prometheus",
          Pattern.compile("metrics_eegpt_driver_eegpt_windows_Count\\{type=\"counters\"} 120\n"));
      prometheus.await(run, "/metrics/executors/prometheus", Pattern.compile("executor_id=\"1\""));
      Subprocess ended = run.end();
      assertThat(ended.status()).as(ended.output()).isZero();
    }
    assertThat(report("watched").get("counters").get("windows").asInt()).isEqualTo(120);
  }

  private static String[] featurize(String output) {
    return new String[] {
      "featurize", "--input", path("recordings"), "--output", path(output), "--weights", WEIGHTS
    };
  }

  private static void here(String... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertThat(run.status()).as(run.err()).isEqualTo(Main.DONE);
  }

  private static List<Row> rows(String table) {
    return SharedSpark.session()
        .read()
        .parquet(path(table))
        .orderBy("source", "window")
        .collectAsList();
  }

  private static JsonNode report(String table) throws Exception {
    try (Stream<Path> reports = Files.list(Path.of(path(table), "_reports"))) {
      Path json =
          reports.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow();
      return new ObjectMapper().readTree(json.toFile());
    }
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }
}
