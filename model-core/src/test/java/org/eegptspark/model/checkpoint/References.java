package org.eegptspark.model.checkpoint;

import java.nio.file.Path;
import org.eegptspark.fixtures.TestData;

/** Places of the parity references among the test resources. */
final class References {
  private References() {}

  static Path checkpoint(String name) {
    return folder().resolve("checkpoints").resolve(name);
  }

  static Path parityCase(String name) {
    return folder().resolve("cases").resolve(name + ".safetensors");
  }

  private static Path folder() {
    return TestData.project().resolve("model-core/src/test/resources/reference");
  }
}
