package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tasks of an executor share of a model. */
class SharedModelsTest {
  private static final Path THREADS = Path.of("/proc/self/task");

  @AfterEach
  void close() {
    SharedModels.closeIdle();
  }

  @Test
  void dividesTheCoresAmongTheTasksThereAre() throws Exception {
    assumeThat(THREADS).as("SKIPPED: threads are counted on Linux alone").exists();
    SharedSpark.session();
    SharedWeights weights = SharedWeights.of(Checkpoints.load("synthetic:tiny3"));
    EngineOptions options = new EngineOptions("onednn", Precision.FP32, 1).withCores(4);
    long before = threads();
    try (SharedModels.Lease one = SharedModels.lease(weights, options);
        SharedModels.Lease other = SharedModels.lease(weights, options)) {
      assertThat(one.model()).isSameAs(other.model());
      encode(one.model());
      assertThat(threads() - before).as("of two tasks").isEqualTo(2);
      other.close();
      encode(one.model());
      assertThat(threads() - before).as("of the one that is left").isEqualTo(4);
    }
  }

  private static void encode(EegptModel model) {
    model
        .encode(
            SyntheticWeights.uniform("input:shared", 1, 0, 1, 4, 1024),
            List.of("FP1", "FP2", "C3", "C4"))
        .close();
  }

  /** Threads of the engine, by the name that oneDNN's callers have. */
  private static long threads() throws IOException {
    try (Stream<Path> list = Files.list(THREADS)) {
      return list.filter(thread -> name(thread).equals("eegpt-onednn")).count();
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return "ended";
    }
  }
}
