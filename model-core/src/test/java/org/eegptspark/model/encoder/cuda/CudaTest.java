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
}
