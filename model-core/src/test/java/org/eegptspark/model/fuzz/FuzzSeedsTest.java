package org.eegptspark.model.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
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
    FuzzCorpus.targets().get(target).runOnDamaged(inputs, DAMAGED_COPIES);
  }
}
