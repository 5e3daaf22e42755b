package org.eegptspark.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eegptspark.fixtures.References;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.Safetensors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The accuracy bar of the parity references, for every engine that computes in fp32. */
class EncoderParityTest {
  private static final double TIMES_PYTORCH_ERROR = 1.5;
  private static final double LOGITS_ERROR = 7.3e-7;

  @TempDir Path folder;

  static List<References.Case> cases() {
    return References.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nd4jMeetsTheAccuracyBar(References.Case reference) throws Exception {
    meetsTheAccuracyBar(reference, "nd4j");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneDnnMeetsTheAccuracyBar(References.Case reference) throws Exception {
    meetsTheAccuracyBar(reference, "onednn");
  }

  private void meetsTheAccuracyBar(References.Case reference, String engine) throws Exception {
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(reference.weights(), file);
    Checkpoint checkpoint = Checkpoints.load(file.toString(), Optional.of(reference.json()));
    assertThat(checkpoint.config()).isEqualTo(reference.config());

    Map<String, INDArray> expected = reference.expected();
    try (EegptModel model = new EegptModel(checkpoint, EngineOptions.alone().withEngine(engine))) {
      INDArray tokens = model.encode(reference.input(), reference.channels());
      assertThat(tokens.shape()).isEqualTo(expected.get("tokens_f64").shape());
      double error = largestDifference(tokens, expected.get("tokens_f64"));
      System.out.printf(
          "%s %s: tokens off by %.2e, PyTorch's float32 by %.2e%n",
          engine, reference.name(), error, reference.float32Error());
      assertThat(error).isLessThanOrEqualTo(TIMES_PYTORCH_ERROR * reference.float32Error());
      if (reference.config().outputs() > 0) {
        INDArray logits = model.probe().orElseThrow().logits(tokens);
        assertThat(largestDifference(logits, expected.get("logits_f64")))
            .isLessThanOrEqualTo(LOGITS_ERROR);
        assertThat(largestDifference(logits, expected.get("logits_f32")))
            .isLessThanOrEqualTo(LOGITS_ERROR);
      }
    }
  }

  private static double largestDifference(INDArray a, INDArray b) {
    return a.castTo(DataType.DOUBLE).sub(b.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
  }
}
