package org.eegptspark.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeFileTest {
  private static final float[] TOKENS = {1, 2, 3, 4, 5, 6, -7, 8};

  @TempDir Path folder;

  private static TrainedProbe linear() {
    return new TrainedProbe(
        ProbeParameters.random(4, 2, 3, new SplittableRandom(1)).probe(),
        new TrainedProbe.About(
            "linear", FeatureKind.TOKENS, List.of("a", "b", "c"), "label", 2, 4, "m", null));
  }

  private static TrainedProbe affine() {
    float[][] weight = {{0, 0, 0, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 0, 2}};
    return new TrainedProbe(
        new AffineProbe(weight, new float[] {0, -3}),
        new TrainedProbe.About(
            "logistic", FeatureKind.MEAN_SD, List.of("rest", "movement"), "label", 0, 4, "m", "s"));
  }

  @Test
  void aProbeIsReadAsItWasWritten() throws Exception {
    for (TrainedProbe probe : List.of(linear(), affine())) {
      Path file = folder.resolve("probe.safetensors");
      ProbeFile.write(probe, file);
      TrainedProbe read = ProbeFile.read(file, "probe");
      assertThat(read.about()).isEqualTo(probe.about());
      assertThat(read.outputs(TOKENS, 2)).isEqualTo(probe.outputs(TOKENS, 2));
      assertThat(ProbeFile.id(read)).isEqualTo(ProbeFile.id(probe)).hasSize(16);
    }
    assertThat(ProbeFile.id(linear())).isNotEqualTo(ProbeFile.id(affine()));
  }

  /** Means are 3, 4, -2, 6 and deviations 2, 2, 5, 2: 1 * 3 + 2 * 2 - 3. */
  @Test
  void anAffineProbeSeesMeansAndDeviations() {
    assertThat(affine().outputs(TOKENS, 2)).containsExactly(0, 4);
    assertThat(affine().prediction(new double[] {0, 4})).isEqualTo("movement");
  }

  @Test
  void thePapersHeadHasBraindecodesKeys() throws Exception {
    Path file = folder.resolve("probe.safetensors");
    ProbeFile.write(linear(), file);
    assertThat(Safetensors.read(file).tensors().keySet())
        .containsExactlyInAnyOrder(
            "final_layer.probe1.parametrizations.weight.original",
            "final_layer.probe1.bias",
            "final_layer.probe2.parametrizations.weight.original",
            "final_layer.probe2.bias");
  }

  @Test
  void whatIsNoProbeIsRefused() throws Exception {
    Path weights = folder.resolve("weights.safetensors");
    Safetensors.write(
        new NamedTensors(Map.of("x", FloatArrays.copyOf(new float[] {1}, 1))), weights);
    assertThatThrownBy(() -> ProbeFile.read(weights, "weights.safetensors"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("weights.safetensors: is no probe");
    Path text = Files.writeString(folder.resolve("text"), "not safetensors at all");
    assertThatThrownBy(() -> ProbeFile.read(text, "text")).isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> linear().outputs(new float[12], 3))
        .hasMessageContaining("windows of 2 patches of 4 values, but these have 3 of 4");
  }
}
