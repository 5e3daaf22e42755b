package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eegptspark.fixtures.References;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parity check as its users run it: files in, a file out. */
class EncodeCommandTest {
  private static final double TIMES_PYTORCH_ERROR = 1.5;
  private static final double LOGITS_ERROR = 7.3e-7;

  @TempDir Path folder;

  static List<References.Case> cases() {
    return References.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFileOfWindowsGivesTheReferencesTokens(References.Case reference) throws Exception {
    Path weights = folder.resolve("weights.safetensors");
    Path input = folder.resolve("x.safetensors");
    Path output = folder.resolve("y.safetensors");
    NamedTensors state = reference.weights();
    Safetensors.write(
        new NamedTensors(state.tensors(), Map.of("config", reference.json())), weights);
    Safetensors.write(
        new NamedTensors(
            Map.of("x", reference.input()),
            Map.of("channels", String.join(",", reference.channels()))),
        input);

    CommandLineRun run = encode(weights.toString(), input, output);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.status()).isEqualTo(Main.DONE);
    Map<String, INDArray> expected = reference.expected();
    Map<String, INDArray> written = Safetensors.read(output).tensors();
    assertThat(written.get("tokens").shape()).isEqualTo(expected.get("tokens_f64").shape());
    assertThat(largestDifference(written.get("tokens"), expected.get("tokens_f64")))
        .isLessThanOrEqualTo(TIMES_PYTORCH_ERROR * reference.float32Error());
    assertThat(written.containsKey("logits")).isEqualTo(reference.config().outputs() > 0);
    if (written.containsKey("logits")) {
      assertThat(largestDifference(written.get("logits"), expected.get("logits_f64")))
          .isLessThanOrEqualTo(LOGITS_ERROR);
    }
  }

  @Test
  void namedSyntheticWeightsGiveTheReferencesTokens() throws Exception {
    References.Case reference =
        References.cases().stream().filter(c -> c.name().equals("tiny3-58x1024")).findFirst().get();
    Path input = folder.resolve("x.safetensors");
    Path output = folder.resolve("y.safetensors");
    Safetensors.write(
        new NamedTensors(
            Map.of("x", reference.input()),
            Map.of("channels", String.join(",", reference.channels()))),
        input);
    CommandLineRun run = encode("synthetic:tiny3", input, output);
    assertThat(run.status()).isEqualTo(Main.DONE);
    assertThat(run.out()).contains("untrained").contains("fp32");
    assertThat(
            largestDifference(
                Safetensors.read(output).tensors().get("tokens"),
                reference.expected().get("tokens_f64")))
        .isLessThanOrEqualTo(TIMES_PYTORCH_ERROR * reference.float32Error());
  }

  @Test
  void channelsThatDoNotMatchTheTensorGetOneLine() throws Exception {
    Path input = folder.resolve("x.safetensors");
    References.Case reference = References.cases().get(0);
    Safetensors.write(
        new NamedTensors(Map.of("x", reference.input()), Map.of("channels", "C3,C4")), input);
    CommandLineRun run = encode("synthetic:tiny1", input, folder.resolve("y.safetensors"));
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.complaints()).hasSize(1);
    assertThat(run.complaints().get(0)).contains("19 channels, but 2 names");
  }

  private static CommandLineRun encode(String weights, Path input, Path output) {
    return CommandLineRun.of(
        "encode", "--weights", weights, "--input", input.toString(), "--output", output.toString());
  }

  private static double largestDifference(INDArray a, INDArray b) {
    return a.castTo(DataType.DOUBLE).sub(b.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
  }
}
