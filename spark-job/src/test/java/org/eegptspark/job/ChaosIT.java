package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.Map;
import org.eegptspark.fixtures.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run of scripts/chaos.py, which docs/reliability.md tells of; a long one is run by hand.
 */
class ChaosIT {
  private static final int FORMATS = 3;

  @TempDir Path folder;

  @Test
  void commandsKilledAtRandomMomentsEndWithTheTableOfAnUndisturbedRun() throws Exception {
    Subprocess run =
        PythonScript.run(
            Map.of(),
            TestData.project().resolve("scripts/chaos.py"),
            "--folder",
            folder,
            "--trials",
            1,
            "--seed",
            11,
            "--only",
            "driver killed twice");
    if (run.output().contains("chaos: no Python module")) {
      String line = "SKIPPED: " + run.output().strip();
      System.err.println(line);
      abort(line);
    }
    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).contains(FORMATS + " trials: " + FORMATS + " exact, 0 wrong");
  }
}
