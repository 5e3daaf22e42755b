package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eegptspark.model.encoder.EngineFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuFailureTest {
  private static final int GPU = 77;

  private static RuntimeException of(int error) {
    return GpuFailure.of(error, "CUDA's words", "compute", "NVIDIA H200", GPU);
  }

  @AfterEach
  void forget() {
    GpuFailure.forget(GPU);
  }

  @Test
  void wantOfMemoryIsNoLoss() {
    assertThat(of(2))
        .isInstanceOf(GpuMemoryException.class)
        .hasMessage("memory does not suffice to compute");
    assertThat(GpuFailure.isLost(GPU)).isFalse();
  }

  @ParameterizedTest(name = "error {0}")
  @ValueSource(ints = {46, 214, 700, 702, 715, 716, 719, 999})
  void aLostGpuIsToldInALineAndRefusedFromThenOn(int error) {
    GpuFailure.refuseLost(GPU);
    String line =
        "GPU 77 (NVIDIA H200) was lost when it was to compute (CUDA's words): restart this process,"
            + " in Spark the executor, to use it again";
    assertThat(of(error)).isInstanceOf(EngineFailureException.class).hasMessage(line);
    assertThatThrownBy(() -> GpuFailure.refuseLost(GPU))
        .isInstanceOf(EngineFailureException.class)
        .hasMessage(line);
    GpuFailure.refuseLost(GPU + 1);
  }

  @Test
  void whatFollowsALossNamesTheFirstError() {
    RuntimeException first = of(700);
    RuntimeException second = GpuFailure.of(719, "other words", "take patches", "NVIDIA H200", GPU);
    assertThat(second).hasMessage(first.getMessage());
  }

  @Test
  void anyOtherErrorIsAFaultOfOurs() {
    assertThat(of(1))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("The GPU NVIDIA H200 cannot compute: CUDA's words");
    assertThat(GpuFailure.isLost(GPU)).isFalse();
  }
}
