package org.eegptspark.model.encoder.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Lets tests that need a GPU skip themselves aloud where there is none. */
final class Gpu {
  private Gpu() {}

  static void assume() {
    if (!Cuda.isAvailable()) {
      System.out.println("SKIPPED, for it needs an NVIDIA GPU: " + Cuda.unavailableBecause());
    }
    assumeTrue(Cuda.isAvailable(), () -> "no GPU: " + Cuda.unavailableBecause());
  }
}
