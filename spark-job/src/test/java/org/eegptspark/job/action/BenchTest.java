package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.eegptspark.job.CommandLineRun;
import org.eegptspark.job.Main;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.udf.metrics.LinuxProcess;
import org.junit.jupiter.api.Test;

/** That benchmarks measure what they say; how fast things are is not for tests. */
class BenchTest {
  private static final BenchCase TINY = new BenchCase(EegptConfig.of(64, 1, 2, 4), 3, 1024);

  @Test
  void overlappingWindowsAreTimedOnThePatchesThatTheyShare() {
    List<BenchHop.Line> lines =
        new BenchHop(List.of(TINY), EngineOptions.alone(), 16, 0, 1).execute();
    assertThat(lines).extracting(BenchHop.Line::hop).containsExactly(1024, 256);
    assertThat(lines).extracting(BenchHop.Line::windows).containsExactly(4, 13);
    assertThat(lines).extracting(BenchHop.Line::patches).containsExactly(64, 64);
    assertThat(lines).extracting(BenchHop.Line::patchRatio).containsExactly(1.0, 3.25);
    assertThat(lines).allMatch(line -> line.ms() > 0 && line.error() < 1e-5);
  }

  @Test
  void memoryIsThatOfAModelWhichTasksShare() {
    assumeTrue(LinuxProcess.isKnown(), "SKIPPED: no /proc/self/status");
    BenchMemory.Result result =
        new BenchMemory(TINY, "auto", Precision.FP32, 0.5).execute(SharedSpark.session());
    assertThat(result.tasks()).isEqualTo(2);
    assertThat(result.weightBytes()).isEqualTo(4L * (64 * 65 + 62 * 64 + 64 + 2 * 49_984 + 128));
    assertThat(result.beforeBytes()).isGreaterThan(result.weightBytes());
    assertThat(result.addedPeakBytes()).isGreaterThanOrEqualTo(result.addedBytes());
    assertThat(result.computing()).contains("eegpt-onednn");
  }

  @Test
  void sqlIsTimedOnTheWindowsThatTheEngineIs() throws Exception {
    EngineOptions options = new EngineOptions("auto", Precision.FP32, 2);
    BenchSql.Result result =
        new BenchSql("synthetic:tiny1", 3, 1024, options, 0, 3).execute(SharedSpark.session());
    assertThat(result.windows()).isEqualTo(2);
    assertThat(result.engine()).hasSize(3).allMatch(rate -> rate > 0);
    assertThat(result.sql()).hasSize(3).allMatch(rate -> rate > 0);
    assertThat(new BenchSql.Result(2, List.of(10.0, 20.0, 4.0), List.of(9.0, 20.0, 2.0)).ratio())
        .isEqualTo(0.9);
  }

  @Test
  void aPlanFindsTheHalfOfACorpusThatIsNotDone() throws Exception {
    BenchPlan.Result result = new BenchPlan(240).execute(SharedSpark.session());
    assertThat(result.plan().done()).isEqualTo(20);
    assertThat(result.plan().recordings()).isEqualTo(20);
    assertThat(result.plan().windows()).isEqualTo(20 * 90);
    assertThat(result.embeddings()).isEqualTo(20 * 90);
  }

  @Test
  void anUnknownCaseIsRefused() {
    CommandLineRun run = CommandLineRun.of("bench", "--case", "speed");
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.complaints())
        .containsExactly(
            "eegpt: --case takes one of [batch, seed, hop, memory, sql, plan, job, probe],"
                + " but was 'speed'");
  }
}
