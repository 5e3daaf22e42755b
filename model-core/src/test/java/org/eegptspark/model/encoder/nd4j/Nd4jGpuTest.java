package org.eegptspark.model.encoder.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jGpuTest {
  @ParameterizedTest
  @ValueSource(ints = {37, 60, 75, 80, 86})
  void gpusThatNd4jHasCodeForFit(int capability) {
    assertThat(Nd4jGpu.unfitBecause(OptionalInt.of(capability))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {87, 89, 90, 120})
  void aNewerGpuIsToldWhatToUse(int capability) {
    assertThat(Nd4jGpu.unfitBecause(OptionalInt.of(capability)))
        .hasValue(
            String.format(
                "ND4J has code for GPUs of compute capability 3.7 to 8.6, but this one has %d.%d;"
                    + " use a build without -Pnd4j-cuda and --engine cuda",
                capability / 10, capability % 10));
  }

  @Test
  void anOlderGpuAndNoGpuAreSentToTheCpu() {
    assertThat(Nd4jGpu.unfitBecause(OptionalInt.of(35)).orElseThrow())
        .endsWith("but this one has 3.5; use --engine onednn");
    assertThat(Nd4jGpu.unfitBecause(OptionalInt.empty()).orElseThrow())
        .endsWith("no GPU, driver or library of it is found here; use --engine onednn");
  }

  @Test
  void nd4jIsHeldToTheCpuWhereItsCudaBackendIsNotUsed() {
    assumeFalse(Nd4jGpu.isUsed());
    assertThat(Nd4j.getBackend()).isInstanceOf(CpuInstead.class);
  }
}
