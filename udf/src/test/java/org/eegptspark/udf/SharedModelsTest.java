package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
    SharedModels.lease(weights, options).close(); // packs the weights, on a thread of its own
    Set<Path> before = threads();
    try (SharedModels.Lease one = SharedModels.lease(weights, options);
        SharedModels.Lease other = SharedModels.lease(weights, options)) {
      assertThat(one.model()).isSameAs(other.model());
      encode(one.model());
      assertThat(threadsSince(before)).as("of two tasks").hasSize(2);
      other.close();
      encode(one.model());
      assertThat(threadsSince(before)).as("of the one that is left").hasSize(4);
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
  private static Set<Path> threads() throws IOException {
    try (Stream<Path> list = Files.list(THREADS)) {
      return list.filter(thread -> name(thread).equals("eegpt-onednn")).collect(Collectors.toSet());
    }
  }

  /** Those that were not there before: what packed the weights takes a while to end. */
  private static Set<Path> threadsSince(Set<Path> before) throws IOException {
    Set<Path> now = threads();
    now.removeAll(before);
    return now;
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return "ended";
    }
  }
}
