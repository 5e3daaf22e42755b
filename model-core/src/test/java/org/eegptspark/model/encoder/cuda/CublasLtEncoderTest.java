package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All that holds of the engine, with cuBLASLt's products on whatever GPU is there. */
@Tag("gpu")
class CublasLtEncoderTest extends CudaEncoderTest {
  @BeforeAll
  static void byTheLibrary() {
    System.setProperty(Cuda.LIBRARY_WANTED, "true");
  }

  @AfterAll
  static void asBefore() {
    System.clearProperty(Cuda.LIBRARY_WANTED);
  }

  @Test
  void multipliesByTheLibrary() {
    assertThat(Cuda.multipliesByLibrary()).isTrue();
  }
}
