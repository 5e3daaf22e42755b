package org.eegptspark.job.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eegptspark.fixtures.FuzzTarget;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.corpus.layout.LayoutFuzz;
import org.eegptspark.job.corpus.parquet.ParquetFuzz;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the fuzz targets of this module on what they start from, the folder {@code fuzz/TARGET} of
 * the test resources, and on damaged copies of it; {@code scripts/fuzz.sh} looks further.
 */
class CorpusFuzzSeedsTest {
  private static final int DAMAGED_COPIES = 2000;

  private static final Map<String, FuzzTarget> TARGETS =
      Map.of(
          "Table", LayoutFuzz.Table::fuzzerTestOneInput,
          "Bids", LayoutFuzz.Bids::fuzzerTestOneInput,
          "Tuh", LayoutFuzz.Tuh::fuzzerTestOneInput,
          "SleepEdf", LayoutFuzz.SleepEdf::fuzzerTestOneInput,
          "Parquet", ParquetFuzz.Parquet::fuzzerTestOneInput);

  static Stream<String> targets() {
    return TARGETS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(300)
  void meetsEveryInputWithALineOrFacts(String target) throws IOException {
    Path folder = TestData.project().resolve("spark-job/src/test/resources/fuzz").resolve(target);
    Map<String, byte[]> inputs = new LinkedHashMap<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    assertThat(inputs).isNotEmpty();
    TARGETS.get(target).runOnDamaged(inputs, DAMAGED_COPIES);
  }
}
