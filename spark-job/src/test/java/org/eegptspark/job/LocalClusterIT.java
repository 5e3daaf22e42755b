package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.eegptspark.fixtures.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's jar under spark-submit, with executors in JVMs of their own. */
class LocalClusterIT {
  @TempDir Path folder;

  @Test
  void twoExecutorsGiveTheRowsOfOneJvmToTheBit() throws Exception {
    Path edf = TestData.file("data/eegmmidb/S001R03.edf");
    Path other = TestData.file("data/eegmmidb/S001R04.edf");
    submit("ingest", "--input", edf, other, "--output", folder.resolve("recordings"));
    submit(
        "featurize",
        "--input",
        folder.resolve("recordings"),
        "--output",
        folder.resolve("by-executors"),
        "--weights",
        "synthetic:tiny3");
    CommandLineRun here =
        CommandLineRun.of(
            "featurize",
            "--input",
            folder.resolve("recordings").toString(),
            "--output",
            folder.resolve("here").toString(),
            "--weights",
            "synthetic:tiny3");
    assertThat(here.status()).isEqualTo(Main.DONE);
    List<Row> byExecutors = rows("by-executors");
    assertThat(byExecutors).hasSize(62).isEqualTo(rows("here"));
  }

  private List<Row> rows(String table) {
    return SharedSpark.session()
        .read()
        .parquet(folder.resolve(table).toString())
        .orderBy("source", "window")
        .collectAsList();
  }

  private static void submit(Object... args) throws Exception {
    Object[] application = {
      "--class",
      "org.eegptspark.job.Main",
      TestData.project().resolve("spark-job/target/eegpt-spark-job.jar")
    };
    Subprocess run =
        SparkHome.submit(Stream.concat(Stream.of(application), Stream.of(args)).toArray());
    assertThat(run.status()).as(run.output()).isEqualTo(Main.DONE);
  }
}
