package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.eegptspark.fixtures.SimulatedRecordings;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Simulated recordings in all formats, beside what MNE-Python and others read in them. */
class SimulatedFormatsTest {
  /** All but those whose reader is of another module. */
  static Stream<String> recordings() throws IOException {
    return SimulatedRecordings.names().filter(name -> !name.endsWith(".parquet"));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void readsWhatOtherReadersRead(String name) throws IOException {
    SimulatedRecordings.check(name);
  }

  @Test
  void beginsARunWhereSamplesWereCutOut() throws IOException {
    for (String name : List.of("eeglab-fdt.set", "eeglab-73-chunked.set")) {
      try (Recording recording = SimulatedRecordings.open(name)) {
        assertThat(recording.header().groups().get(0).runs())
            .containsExactly(new Run(0, 200), new Run(200, 200));
        assertThat(recording.header().subject()).contains("S07");
      }
    }
    try (Recording recording = SimulatedRecordings.open("gdf-2.2-int16.gdf")) {
      assertThat(recording.header().groups().get(0).runs())
          .containsExactly(new Run(0, 256), new Run(256, 144));
      assertThat(recording.header().subject()).contains("S07");
    }
  }

  @Test
  void beginsEachEpochAtAMinuteOfItsOwn() throws IOException {
    for (String name : List.of("eeglab-epochs.set", "eeglab-73-epochs.set")) {
      try (Recording recording = SimulatedRecordings.open(name)) {
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
    try (Recording recording = SimulatedRecordings.open(name)) {
      return recording.header().groups().get(0).encoding();
    }
  }
}
