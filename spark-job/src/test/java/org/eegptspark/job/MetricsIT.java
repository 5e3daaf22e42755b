package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.eegptspark.job.StandaloneCluster.Submission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job's counters in Spark's metrics, in one JVM. */
class MetricsIT {
  @TempDir Path folder;

  @Test
  void aRunInOneJvmServesItsCountersToPrometheus() throws Exception {
    SparkHome.find();
    here("simulate", "--output", path("edf"), "--duration", "60s");
    here("ingest", "--input", path("edf"), "--output", path("recordings"));
    int port = StandaloneCluster.freePort();
    List<Object> command =
        List.of(
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.port=" + port,
            "--class",
            Main.class.getName(),
            StandaloneCluster.JAR,
            "featurize",
            "--input",
            path("recordings"),
            "--output",
            path("embeddings"),
            "--weights",
            "synthetic:little",
            "--hop",
            "1s",
            "--commit-every",
            "1");
    try (Submission run =
        Submission.start(folder.resolve("submit.log"), "bin/spark-submit", command)) {
      String metrics =
          new Prometheus(port)
              .await(
                  run,
                  "/metrics/prometheus",
                  Pattern.compile("metrics_eegpt_driver_eegpt_recordings_Count\\{.*} [1-4]\n"));
      // A recording has 57 windows of 16 patches, 240 of them different, and so many samples.
      assertThat(metrics)
          .containsPattern("_eegpt_windows_Count\\{type=\"counters\"} (57|114|171|228)\n")
          .containsPattern("_eegpt_patches_Count\\{.*} (240|480|720|960)\n")
          .containsPattern("_eegpt_patches_reused_Count\\{.*} (672|1344|2016|2688)\n")
          .containsPattern("_eegpt_segments_Count\\{.*} [1-4]\n")
          .containsPattern("_eegpt_bytes_read_Count\\{.*} (1228800|2457600|3686400|4915200)\n")
          .containsPattern("_eegpt_engine_nanos_Count\\{.*} [1-9]\\d{6,}\n")
          .containsPattern("_eegpt_task_nanos_Count\\{.*} [1-9]\\d{6,}\n")
          .containsPattern("_eegpt_queue_nanos_Count\\{.*} 0\n")
          .containsPattern("_eegpt_quarantined_Count\\{.*} 0\n");
      Subprocess ended = run.end();
      assertThat(ended.status()).as(ended.output()).isZero();
    }
  }

  private static void here(String... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertThat(run.status()).as(run.err()).isEqualTo(Main.DONE);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
