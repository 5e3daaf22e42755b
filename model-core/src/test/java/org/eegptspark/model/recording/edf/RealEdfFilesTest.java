package org.eegptspark.model.recording.edf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.eegptspark.fixtures.ExpectedRecording;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealEdfFilesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "eegmmidb/S001R03.edf",
        "eegmmidb/S001R04.edf",
        "eegmmidb/S001R05.edf",
        "eegmmidb/S001R06.edf",
        "eegmmidb/S001R07.edf",
        "eegmmidb/S001R08.edf",
        "eegmmidb/S001R09.edf",
        "eegmmidb/S001R10.edf",
        "formats/mne_duplicate_channel_labels.edf",
        "formats/mne_test.edf",
        "formats/mne_test_stim_channel.edf",
        "formats/mne_test_uneven_samp.edf",
        "formats/pyedflib_subsecond.edf",
        "formats/pyedflib_generator.bdf"
      })
  void readsWhatPyEdfLibReads(String file) throws IOException {
    Path path = TestData.file("data/" + file);
    JsonNode expected = ExpectedRecording.of(path.getFileName().toString());
    try (Recording recording = new EdfReader().open(RecordingFile.of(path))) {
      RecordingHeader header = recording.header();
      assertThat(header.losses()).isEmpty();
      LocalDateTime start = LocalDateTime.parse(expected.get("start").asText());
      assertThat(header.startedAt().orElseThrow().truncatedTo(ChronoUnit.SECONDS))
          .isEqualTo(start.truncatedTo(ChronoUnit.SECONDS));
      ExpectedRecording.checkAnnotations(expected.get("annotations"), header.annotations());
      Map<Double, Integer> nextOfRate = new HashMap<>();
      for (JsonNode signal : expected.get("signals")) {
        SignalGroup group = groupOfRate(header, signal.get("rate_hz").asDouble());
        int index = nextOfRate.merge(group.samplingRateHz(), 1, Integer::sum) - 1;
        checkSignal(signal, group.signals().get(index));
        checkSamples(signal, ExpectedRecording.digital(recording, group, index));
      }
      assertThat(header.groups().stream().mapToInt(group -> group.signals().size()).sum())
          .isEqualTo(expected.get("signals").size());
    }
  }

  @Test
  void addsTheFirstRecordsFractionOfASecondToTheStart() throws IOException {
    Path path = TestData.file("data/formats/pyedflib_subsecond.edf");
    try (Recording recording = new EdfReader().open(RecordingFile.of(path))) {
      // The file's first list says "+0.3945312"; pyEDFlib's own microseconds are a tenth of that.
      assertThat(recording.header().startedAt())
          .contains(LocalDateTime.of(2020, 1, 24, 4, 5, 56, 394_531_200));
      assertThat(recording.header().annotations().get(0).onsetS()).isEqualTo(1.9511719);
      assertThat(recording.header().subject()).isEmpty();
    }
  }

  @Test
  void keepsTheWholeRecordsOfATruncatedFile() throws IOException {
    Path path = TestData.file("data/formats/truncated_S001R01.edf");
    try (Recording recording = new EdfReader().open(RecordingFile.of(path))) {
      RecordingHeader header = recording.header();
      assertThat(header.losses())
          .containsExactly(
              "holds 60 of 61 promised data records;"
                  + " 0.7 of a record at the end is not whole and was left out");
      assertThat(header.groups()).hasSize(1);
      SignalGroup group = header.groups().get(0);
      assertThat(group.runs()).containsExactly(new Run(0, 9600));
      assertThat(group.signals()).hasSize(64);
      double[] last = ExpectedRecording.digital(recording, group, 63);
      assertThat(last).hasSize(9600).startsWith(15, 21, 35, 47).endsWith(46, 71, 80, 71);
      assertThat(Arrays.stream(last).sum()).isEqualTo(-6842);
      assertThat(header.annotations()).extracting("text").containsExactly("T0");
    }
  }

  @Test
  void readsABioSemiFileWhoseNumberOfRecordsIsIndented() throws IOException {
    Path path = TestData.file("data/formats/mne_test.bdf");
    try (Recording recording = new EdfReader().open(RecordingFile.of(path))) {
      RecordingHeader header = recording.header();
      assertThat(header.format()).isEqualTo("BDF");
      assertThat(header.losses()).isEmpty();
      assertThat(header.subject()).isEmpty();
      assertThat(header.startedAt()).contains(LocalDateTime.of(2013, 8, 1, 13, 21, 46));
      SignalGroup group = header.groups().get(0);
      assertThat(group.samplingRateHz()).isEqualTo(2048);
      assertThat(group.encoding()).isEqualTo(SampleEncoding.INT24);
      assertThat(group.runs()).containsExactly(new Run(0, 2048));
      assertThat(group.signals()).hasSize(73);
      assertThat(group.signals().get(0).label()).isEqualTo("Fp1");
      assertThat(group.signals().get(0).gain()).isCloseTo(524287.0 / 16777215, within(1e-15));
      assertThat(group.signals().get(72).label()).isEqualTo("Status");
      assertThat(group.signals().get(72).gain()).isEqualTo(1);
      double[] first = ExpectedRecording.digital(recording, group, 0);
      assertThat(first).startsWith(469155, 468981, 468722, 468654);
      assertThat(Arrays.stream(first).sum()).isEqualTo(961622701);
      double[] status = ExpectedRecording.digital(recording, group, 72);
      assertThat(Arrays.stream(status).sum()).isEqualTo(-13958641024.0);
    }
  }

  private static SignalGroup groupOfRate(RecordingHeader header, double rateHz) {
    return header.groups().stream()
        .filter(group -> Math.abs(group.samplingRateHz() - rateHz) < 1e-9)
        .findFirst()
        .orElseThrow();
  }

  private static void checkSignal(JsonNode expected, Signal found) {
    assertThat(found.label()).isEqualTo(expected.get("label").asText());
    String unit = expected.get("unit").asText();
    assertThat(found.unit()).isEqualTo(unit);
    double microvolts = unit.equals("V") ? 1e6 : 1;
    for (String end : new String[] {"min", "max"}) {
      double physical = expected.get("physical_" + end).asDouble() * microvolts;
      double digital = expected.get("digital_" + end).asDouble();
      assertThat(found.gain() * digital + found.offset())
          .isCloseTo(physical, within(1e-9 * Math.max(1, Math.abs(physical))));
    }
  }

  private static void checkSamples(JsonNode expected, double[] found) {
    assertThat(found).hasSize(expected.get("samples").asInt());
    assertThat((long) Arrays.stream(found).sum()).isEqualTo(expected.get("digital_sum").asLong());
    for (int i = 0; i < 4; i++) {
      assertThat(found[i]).isEqualTo(expected.get("digital_ends").get(i).asDouble());
      assertThat(found[found.length - 4 + i])
          .isEqualTo(expected.get("digital_ends").get(4 + i).asDouble());
    }
  }
}
