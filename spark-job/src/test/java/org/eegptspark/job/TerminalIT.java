package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eegptspark.job.report.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The progress bar on a terminal, which util-linux's script provides, as a person sees it. */
class TerminalIT {
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @TempDir Path folder;

  @Test
  void logLinesStayWholeAboveTheBar() throws Exception {
    if (!Files.isExecutable(SCRIPT)) {
      String line = "SKIPPED: no " + SCRIPT + " (util-linux) to make a terminal";
      System.err.println(line);
      abort(line);
    }
    here("simulate", "--output", path("edf"), "--duration", "30s");
    here("ingest", "--input", path("edf"), "--output", path("recordings"));
    Path screen = folder.resolve("screen");
    String command =
        String.join(
            " ",
            "./eegpt featurize --weights synthetic:tiny3 --commit-every 1",
            "--input",
            path("recordings"),
            "--output",
            path("embeddings"));
    Subprocess run =
        Subprocess.run(
            Map.of("TERM", "xterm"),
            List.of(SCRIPT.toString(), "-qec", command, screen.toString()));
    assertThat(run.status()).as(run.output()).isZero();
    List<String> lines = Screen.of(Files.readString(screen));
    for (int unit = 1; unit <= 4; unit++) {
      assertThat(lines)
          .areExactly(
              1,
              matching(
                  "\\d\\d:\\d\\d:\\d\\d INFO +UnitWatch: featurize unit="
                      + unit
                      + "/4 recordings=1 windows=7 seconds=\\S+ windows_per_second=\\S+ bytes=\\d+"
                      + " engine_share=\\S+ quarantined=0"));
    }
    assertThat(lines)
        .areExactly(1, matching("featurize 100% \\[=+\\] 28/28 windows .* windows/s"))
        .noneMatch(line -> line.matches("featurize +(0|25|50|75)%.*"));
  }

  private static org.assertj.core.api.Condition<String> matching(String regex) {
    return new org.assertj.core.api.Condition<>(line -> line.matches(regex), regex);
  }

  private static void here(String... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertThat(run.status()).as(run.err()).isEqualTo(Main.DONE);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
