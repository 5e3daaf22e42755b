package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.eegptspark.fixtures.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python package with the application's jar. */
class PythonIT {
  @TempDir Path folder;

  @Test
  void functionsAndPipelinesOfThePackageGiveWhatSqlGives() throws Exception {
    Subprocess run = script();
    assertThat(run.output())
        .contains("HELD functions give what SQL gives", "HELD options and filters")
        .containsAnyOf("HELD a pipeline is trained, saved and loaded", "SKIPPED: no Python module");
  }

  @Test
  void overSparkConnectFunctionsAndStagesWorkAsWell() throws Exception {
    Subprocess run = script("connect");
    if (!run.output().contains("SKIPPED: no Python module")) {
      assertThat(run.output())
          .contains("HELD functions give what SQL gives", "HELD a stage transforms");
    }
  }

  private Subprocess script(Object... more) throws Exception {
    Path project = TestData.project();
    Object[] args = {
      project.resolve("python/tests/package_in_use.py"),
      project.resolve("spark-job/target/eegpt-spark-job.jar"),
      folder
    };
    Subprocess run =
        PythonScript.run(
            PythonScript.packages(), Stream.concat(Stream.of(args), Stream.of(more)).toArray());
    assertThat(run.status()).as(run.output()).isZero();
    return run;
  }
}
