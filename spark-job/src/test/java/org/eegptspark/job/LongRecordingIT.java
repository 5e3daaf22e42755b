package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with a recording's length: the script, on a heap smaller than the file. */
class LongRecordingIT {
  private static final int HEAP_MEGABYTES = 1024;
  private static final int HOURS = 5;
  private static final int WINDOWS = HOURS * 3600 / 4;

  @TempDir Path folder;

  @Test
  void aRecordingLargerThanTheHeapIsIngestedAndFeaturized() throws Exception {
    Path edf = folder.resolve("edf");
    Path recordings = folder.resolve("recordings");
    Path embeddings = folder.resolve("embeddings");
    eegpt(
        "simulate",
        "--output",
        edf,
        "--subjects",
        1,
        "--runs",
        1,
        "--duration",
        HOURS + "h",
        "--rate",
        512);
    assertThat(Files.size(edf.resolve("S001R03.edf"))).isGreaterThan(HEAP_MEGABYTES * 1_000_000L);
    eegpt("ingest", "--input", edf, "--output", recordings);
    eegpt(
        "featurize",
        "--input",
        recordings,
        "--output",
        embeddings,
        "--weights",
        "synthetic:tiny1",
        "--pool",
        "patches",
        "--montage",
        "ten-twenty");
    Row row =
        SharedSpark.session()
            .read()
            .parquet(embeddings.toString())
            .selectExpr("count(distinct window)", "count(*)", "max(window)", "max(start_s)")
            .head();
    assertThat(row.getLong(0)).isEqualTo(WINDOWS);
    assertThat(row.getLong(1)).isEqualTo(WINDOWS);
    assertThat(row.getLong(2)).isEqualTo(WINDOWS - 1);
    assertThat(row.getDouble(3)).isEqualTo(HOURS * 3600 - 4.0);
  }

  private static void eegpt(Object... args) throws Exception {
    Subprocess run = Subprocess.eegpt(Map.of("EEGPT_HEAP", HEAP_MEGABYTES + "m"), args);
    assertThat(run.status()).as(run.output()).isEqualTo(Main.DONE);
  }
}
