package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.eegptspark.fixtures.EngineThreads;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tasks of an executor share of a model. */
class SharedModelsTest {
  @AfterEach
  void close() {
    SharedModels.closeIdle();
  }

  @Test
  void dividesTheCoresAmongTheTasksThereAre() throws Exception {
    SharedSpark.session();
    SharedWeights weights = SharedWeights.of(Checkpoints.load("synthetic:tiny3"));
    EngineOptions options = new EngineOptions("onednn", Precision.FP32, 1).withCores(4);
    SharedModels.lease(weights, options).close(); // packs the weights, on a thread of its own
    Set<Path> before = EngineThreads.now();
    try (SharedModels.Lease one = SharedModels.lease(weights, options);
        SharedModels.Lease other = SharedModels.lease(weights, options)) {
      assertThat(one.model()).isSameAs(other.model());
      encode(one.model());
      assertThat(EngineThreads.since(before)).as("of two tasks").hasSize(2);
      other.close();
      encode(one.model());
      assertThat(EngineThreads.since(before)).as("of the one that is left").hasSize(4);
    }
  }

  private static void encode(EegptModel model) {
    model
        .encode(
            SyntheticWeights.uniform("input:shared", 1, 0, 1, 4, 1024),
            List.of("FP1", "FP2", "C3", "C4"))
        .close();
  }
}
