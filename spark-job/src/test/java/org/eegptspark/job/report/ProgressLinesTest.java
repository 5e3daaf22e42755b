package org.eegptspark.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Progress where standard error is no terminal. */
class ProgressLinesTest {
  private final List<String> lines = new ArrayList<>();
  private long seconds;

  private ProgressLines of(Progress.Work work) {
    return new ProgressLines(
        work, lines::add, Duration.ofSeconds(30), () -> TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aLineEveryHalfMinuteHasRateAndTimeLeft() {
    ProgressLines progress = of(new Progress.Work("featurize", "windows", 1, 40_000));
    for (seconds = 1; seconds <= 65; seconds++) {
      progress.show(seconds * 10);
    }
    assertThat(lines)
        .containsExactly(
            "featurize: 300 of 40000 windows (0%), 10.0 windows/s, 1:06:10 left",
            "featurize: 600 of 40000 windows (1%), 10.0 windows/s, 1:05:40 left");
  }

  @Test
  void unitsAreThoseAPersonReads() {
    ProgressLines progress = of(new Progress.Work("ingest", "MB", 1_000_000, 8_000_000));
    seconds = 40;
    progress.show(2_000_000);
    assertThat(lines).containsExactly("ingest: 2 of 8 MB (25%), 0.1 MB/s, 0:02:00 left");
  }

  @Test
  void nothingDoneYetTellsNoTime() {
    ProgressLines progress = of(new Progress.Work("featurize", "windows", 1, 10));
    seconds = 30;
    progress.show(0);
    assertThat(lines)
        .containsExactly("featurize: 0 of 10 windows (0%), 0.0 windows/s, time left unknown");
  }
}
