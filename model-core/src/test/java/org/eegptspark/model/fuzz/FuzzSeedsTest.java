package org.eegptspark.model.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.eegptspark.fixtures.TestData;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs each fuzz target on its corpus, and on some thousand damaged copies of it; {@code
 * scripts/fuzz.sh} looks further.
 */
class FuzzSeedsTest {
  private static final int DAMAGED_COPIES = 2000;

  static Stream<String> targets() {
    return FuzzCorpus.targets().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(300)
  void meetsEveryInputWithALineOrARecording(String target) throws IOException {
    Map<String, byte[]> inputs =
        new FuzzCorpus(TestData.project().resolve("model-core/src/test/resources")).of(target);
    assertThat(inputs).isNotEmpty();
    FuzzCorpus.Target reader = FuzzCorpus.targets().get(target);
    for (byte[] input : inputs.values()) {
      reader.run(input);
    }
    Random random = new Random(20261124);
    byte[][] all = inputs.values().toArray(byte[][]::new);
    for (int i = 0; i < DAMAGED_COPIES; i++) {
      byte[] copy = all[random.nextInt(all.length)].clone();
      int reach = random.nextBoolean() ? copy.length : Math.min(copy.length, 1200);
      for (int damage = random.nextInt(12); damage >= 0 && reach > 0; damage--) {
        copy[random.nextInt(reach)] = (byte) random.nextInt(256);
      }
      reader.run(copy);
    }
  }
}
