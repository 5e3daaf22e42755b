package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.eegptspark.model.BadInputException;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.junit.jupiter.api.Test;

class CudaTest {
  @Test
  void saysInALineWhyItCannotRunWhereThereIsNoGpu() {
    assumeFalse(Cuda.isAvailable(), "there is a GPU");
    assertThatThrownBy(() -> EncoderEngines.check(new EngineOptions("cuda", Precision.BF16, 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("Engine cuda cannot run here: ")
        .hasMessageEndingWith("; use --engine auto")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void autoTakesAnotherEngineWhereThereIsNoGpu() {
    assumeFalse(Cuda.isAvailable(), "there is a GPU");
    assertThat(EncoderEngines.resolve("auto")).isNotEqualTo("cuda");
  }

  @Test
  void refusesGpusBeforeAmpereAndSaysWhatRunsThere() {
    assertThat(Cuda.refusal("Tesla T4", 75))
        .isEqualTo(
            "Tesla T4 has compute capability 7.5, but the engine needs 8.0 (A100) or newer; a build"
                + " with -Pnd4j-cuda runs --engine nd4j on it");
    for (int capability : new int[] {80, 86, 89, 90, 100, 103, 120, 130}) {
      assertThat(Cuda.refusal("a GPU", capability)).as("%s", capability).isNull();
    }
  }

  @Test
  void compilesForTheGpuOrForTheNewestThatTheCompilerKnows() {
    int[] known = {75, 80, 86, 89, 90, 100, 120};
    assertThat(Cuda.architecture(80, known)).isEqualTo("sm_80");
    assertThat(Cuda.architecture(90, known)).isEqualTo("sm_90a");
    assertThat(Cuda.architecture(120, known)).isEqualTo("sm_120");
    assertThat(Cuda.architecture(103, known)).isEqualTo("compute_100");
    assertThat(Cuda.architecture(140, known)).isEqualTo("compute_120");
  }
}
