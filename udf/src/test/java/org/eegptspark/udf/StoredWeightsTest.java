package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.CheckpointFile;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights on a file system that Hadoop reaches: here its own of this machine. */
class StoredWeightsTest {
  private final Configuration hadoop = new Configuration();

  @TempDir Path folder;

  @Test
  void aUriIsTheModelThatLiesThere() throws Exception {
    Path file = folder.resolve("model.safetensors");
    String modelId;
    try (Checkpoint synthetic = Checkpoints.load("synthetic:tiny1")) {
      CheckpointFile.write(synthetic, file);
      modelId = Checkpoints.modelId(synthetic);
    }
    String uri = file.toUri().toString().replace("file:/", "file:///");
    try (Checkpoint stored = StoredWeights.load(uri, hadoop)) {
      assertThat(Checkpoints.modelId(stored)).isEqualTo(modelId);
      assertThat(stored.description()).startsWith(uri);
    }
    assertThat(Files.exists(file)).isTrue();
  }

  @Test
  void namesAreReadAsBefore() {
    try (Checkpoint synthetic = StoredWeights.load("synthetic:tiny1", hadoop)) {
      assertThat(synthetic.description()).startsWith("synthetic:tiny1");
    }
  }

  @Test
  void whatIsNotThereIsToldInALine() {
    String missing = "file://" + folder.resolve("absent.safetensors");
    assertThatThrownBy(() -> StoredWeights.load(missing, hadoop))
        .isInstanceOf(BadInputException.class)
        .hasMessage("No weights at " + missing);
    assertThatThrownBy(() -> StoredWeights.load("nowhere://bucket/model.ckpt", hadoop))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("Cannot read weights nowhere://bucket/model.ckpt: ")
        .hasMessageContaining("nowhere");
  }
}
