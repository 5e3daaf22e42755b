package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.config.ChannelProjection;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Padding;
import org.eegptspark.model.encoder.EngineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class CheckpointFileTest {
  @TempDir Path folder;

  static Stream<Checkpoint> checkpoints() {
    return Stream.of(
        Checkpoints.load("demo"),
        Checkpoints.load("synthetic:tiny1"),
        Checkpoints.load(References.checkpoint("tiny1-hub").toString()),
        Checkpoints.load(References.checkpoint("tiny1-lightning.ckpt").toString()),
        Checkpoints.load(References.checkpoint("tiny1-half.safetensors").toString()),
        withProbe(ChannelProjection.LINEAR),
        withProbe(ChannelProjection.CONV1D_CONSTRAINT));
  }

  /**
   * With a probe, a projection and none of the usual choices; constrained rows are at their limit.
   */
  private static Checkpoint withProbe(ChannelProjection projection) {
    EegptConfig config =
        new EegptConfig(64, 32, 64, 2, 2, 2, 1.7, Padding.NONE, false, projection, 3);
    return Checkpoints.of(
        new NamedTensors(SyntheticWeights.of(config, 5, 7).tensors()),
        Optional.of(
            "{\"patch_stride\": 32, \"num_heads\": 2, \"mlp_ratio\": 1.7, \"padding\": \"none\","
                + " \"channels\": \"a,b,c,d,e,f,g\", \"chan_conv_max_norm\": 0.5}"),
        "of a test, \"quoted\" \u00b5V");
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void aCheckpointComesBackAsItWas(Checkpoint checkpoint) throws Exception {
    Path file = folder.resolve("checkpoint.safetensors");
    CheckpointFile.write(checkpoint, file);

    Checkpoint read = CheckpointFile.read(file);

    assertThat(read).isEqualTo(checkpoint);
    assertThat(Checkpoints.modelId(read)).isEqualTo(Checkpoints.modelId(checkpoint));
    read.tensors()
        .forEach(
            (key, tensor) -> {
              assertThat(tensor.dataType()).isEqualTo(DataType.FLOAT);
              assertThat(tensor.shape()).isEqualTo(checkpoint.tensor(key).shape());
              assertThat(ElementType.encode(tensor))
                  .isEqualTo(ElementType.encode(checkpoint.tensor(key)));
            });
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws Exception {
    Path file = folder.resolve("other.safetensors");
    Safetensors.write(new NamedTensors(Map.of("x", SyntheticWeights.tensor("x", 2))), file);
    assertThatThrownBy(() -> CheckpointFile.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has no metadata 'eegpt_checkpoint'");
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void aModelNeedsNothingOfItsCheckpointOnceItIsMade(Checkpoint checkpoint) {
    int channels = checkpoint.config().channelProjection() == ChannelProjection.NONE ? 3 : 7;
    INDArray windows = SyntheticWeights.uniform("windows", 1, 0, 2, channels, 192);
    List<String> names = List.of("C3", "CZ", "C4", "FZ", "PZ", "OZ", "FPZ").subList(0, channels);
    try (EegptModel model = new EegptModel(checkpoint, EngineOptions.alone());
        EegptModel reference =
            new EegptModel(checkpoint, EngineOptions.alone().withEngine("nd4j"))) {
      INDArray before = model.encode(windows, names);
      INDArray expected = reference.encode(windows, names);
      checkpoint.close();
      checkpoint
          .tensors()
          .forEach((key, tensor) -> assertThat(tensor.wasClosed()).as(key).isTrue());
      assertThat(model.encode(windows, names)).isEqualTo(before);
      assertThat(reference.encode(windows, names)).isEqualTo(expected);
      model
          .probe()
          .ifPresent(
              probe -> assertThat(probe.logits(before).shape()).isEqualTo(new long[] {2, 3}));
    }
  }
}
