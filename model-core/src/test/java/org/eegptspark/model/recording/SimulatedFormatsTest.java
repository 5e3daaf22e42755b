package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Simulated recordings in all formats, beside what MNE-Python reads in them. */
class SimulatedFormatsTest {
  private static final Path FOLDER =
      TestData.project().resolve("model-core/src/test/resources/recordings");

  static Stream<String> recordings() throws IOException {
    List<String> names = new ArrayList<>();
    expected().fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void readsWhatMneReads(String name) throws IOException {
    JsonNode wanted = expected().get(name);
    try (Recording recording = open(name)) {
      assertThat(recording.header().losses()).isEmpty();
      assertThat(recording.header().groups()).hasSize(1);
      SignalGroup group = recording.header().groups().get(0);
      assertThat(group.samplingRateHz()).isEqualTo(wanted.get("rate_hz").asDouble());
      assertThat(group.runs().stream().mapToLong(Run::samples).sum())
          .isEqualTo(wanted.get("samples").asLong());
      assertThat(group.signals()).hasSize(wanted.get("channels").size());
      for (int c = 0; c < group.signals().size(); c++) {
        check(wanted.get("channels").get(c), group.signals().get(c), values(recording, group, c));
      }
      if (wanted.has("started_at")) {
        assertThat(recording.header().startedAt().orElseThrow())
            .isCloseTo(
                LocalDateTime.parse(wanted.get("started_at").asText()),
                within(1, ChronoUnit.MILLIS));
      }
      ExpectedRecording.checkAnnotations(
          wanted.get("annotations"), recording.header().annotations());
    }
  }

  @Test
  void beginsARunWhereSamplesWereCutOut() throws IOException {
    for (String name : List.of("eeglab-fdt.set", "eeglab-73-chunked.set")) {
      try (Recording recording = open(name)) {
        assertThat(recording.header().groups().get(0).runs())
            .containsExactly(new Run(0, 200), new Run(200, 200));
        assertThat(recording.header().subject()).contains("S07");
      }
    }
    try (Recording recording = open("gdf-2.2-int16.gdf")) {
      assertThat(recording.header().groups().get(0).runs())
          .containsExactly(new Run(0, 256), new Run(256, 144));
      assertThat(recording.header().subject()).contains("S07");
    }
  }

  @Test
  void beginsEachEpochAtAMinuteOfItsOwn() throws IOException {
    for (String name : List.of("eeglab-epochs.set", "eeglab-73-epochs.set")) {
      try (Recording recording = open(name)) {
        assertThat(recording.header().groups().get(0).runs())
            .containsExactly(
                new Run(0, 100),
                new Run(60 * 128, 100),
                new Run(120 * 128, 100),
                new Run(180 * 128, 100));
      }
    }
  }

  @Test
  void keepsTheFilesOwnDigitalValues() throws IOException {
    assertThat(encoding("gdf-2.2-uint8.gdf")).isEqualTo(SampleEncoding.INT16);
    assertThat(encoding("gdf-2.2-uint16.gdf")).isEqualTo(SampleEncoding.INT24);
    assertThat(encoding("gdf-2.2-uint32.gdf")).isEqualTo(SampleEncoding.FLOAT64);
    assertThat(encoding("gdf-2.51-mixed-millivolts.gdf")).isEqualTo(SampleEncoding.FLOAT32);
    assertThat(encoding("eeglab-inside.set")).isEqualTo(SampleEncoding.FLOAT32);
    assertThat(encoding("eeglab-root-double.set")).isEqualTo(SampleEncoding.FLOAT64);
    assertThat(encoding("bv-text-multiplexed.vhdr")).isEqualTo(SampleEncoding.FLOAT64);
  }

  private static SampleEncoding encoding(String name) throws IOException {
    try (Recording recording = open(name)) {
      return recording.header().groups().get(0).encoding();
    }
  }

  private static void check(JsonNode wanted, Signal signal, double[] microvolts) {
    assertThat(signal.label()).isEqualTo(wanted.get("label").asText());
    double sum = wanted.get("sum_uv").asDouble();
    assertThat(Arrays.stream(microvolts).sum()).isCloseTo(sum, within(1e-8));
    for (int i = 0; i < 8; i++) {
      double value = microvolts[i < 4 ? i : microvolts.length - 8 + i];
      assertThat(value).isCloseTo(wanted.get("ends_uv").get(i).asDouble(), within(1e-10));
    }
  }

  private static double[] values(Recording recording, SignalGroup group, int channel)
      throws IOException {
    Signal signal = group.signals().get(channel);
    return Arrays.stream(ExpectedRecording.digital(recording, group, channel))
        .map(digital -> digital * signal.gain() + signal.offset())
        .toArray();
  }

  private static Recording open(String name) throws IOException {
    return RecordingReaders.forFile(name)
        .orElseThrow()
        .open(RecordingFile.of(FOLDER.resolve(name)));
  }

  private static JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile());
  }
}
