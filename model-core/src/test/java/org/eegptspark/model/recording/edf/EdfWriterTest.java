package org.eegptspark.model.recording.edf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.eegptspark.fixtures.ExpectedRecording;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.junit.jupiter.api.Test;

class EdfWriterTest {
  private static final LocalDateTime START = LocalDateTime.of(2002, 3, 2, 23, 59, 58, 250_000_000);

  @Property(tries = 100)
  void readsBackWhatItWrote(
      @ForAll boolean wide,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 700) Integer> rates,
      @ForAll @IntRange(min = 1, max = 40) int records,
      @ForAll @Size(max = 20) List<@StringLength(min = 1, max = 12) @AlphaChars String> texts,
      @ForAll long seed)
      throws IOException {
    SampleEncoding encoding = wide ? SampleEncoding.INT24 : SampleEncoding.INT16;
    int limit = wide ? 8388607 : 32767;
    List<EdfWriterHeader.Signal> signals = new ArrayList<>();
    for (int rate : rates) {
      signals.add(
          new EdfWriterHeader.Signal(
              "S" + signals.size(), "mV", -3.2767, 3.2767, -limit, limit, rate));
    }
    EdfWriterHeader header =
        new EdfWriterHeader(
            encoding, Optional.of("P 7"), Optional.of(START), 0.5, 24 * 100, signals);
    List<Annotation> annotations = new ArrayList<>();
    for (String text : texts) {
      annotations.add(new Annotation(annotations.size() * 0.1, annotations.size() - 1, text));
    }
    Path file = Files.createTempFile("round-trip", ".edf");
    int[][][] written = new int[records][][];
    Random random = new Random(seed);
    try (EdfWriter writer = new EdfWriter(file, header)) {
      annotations.forEach(writer::annotate);
      for (int r = 0; r < records; r++) {
        written[r] = new int[rates.size()][];
        for (int s = 0; s < rates.size(); s++) {
          written[r][s] = random.ints(rates.get(s), -limit, limit + 1).toArray();
        }
        writer.write(written[r]);
      }
    }
    try (Recording recording = new EdfReader().open(RecordingFile.of(file))) {
      checkHeader(recording.header(), wide, records);
      assertThat(recording.header().annotations())
          .extracting(Annotation::text)
          .containsExactlyElementsOf(texts);
      for (int i = 0; i < texts.size(); i++) {
        Annotation annotation = recording.header().annotations().get(i);
        assertThat(annotation.onsetS()).isCloseTo(i * 0.1, within(1e-9));
        assertThat(annotation.durationS()).isEqualTo(annotations.get(i).durationS());
      }
      for (SignalGroup group : recording.header().groups()) {
        for (int s = 0; s < group.signals().size(); s++) {
          Signal signal = group.signals().get(s);
          assertThat(signal.gain()).isCloseTo(3276.7 / limit, within(1e-12));
          int index = Integer.parseInt(signal.label().substring(1));
          int perRecord = rates.get(index);
          double[] values = ExpectedRecording.digital(recording, group, s);
          assertThat(values).hasSize(records * perRecord);
          for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(written[i / perRecord][index][i % perRecord]);
          }
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void leavesTheStartAndTheSubjectOutWhereTheyAreUnknown() throws IOException {
    Path file = Files.createTempFile("unknown", ".edf");
    try (EdfWriter writer = new EdfWriter(file, header(Optional.empty()))) {
      writer.write(new int[][] {{1, 2, 3, 4}});
    }
    try (Recording recording = new EdfReader().open(RecordingFile.of(file))) {
      assertThat(recording.header().startedAt()).isEmpty();
      assertThat(recording.header().subject()).isEmpty();
      assertThat(recording.header().groups().get(0).runs()).containsExactly(new Run(0, 4));
    }
    Files.delete(file);
  }

  @Test
  void keepsAFileReadableThatWasNotClosed() throws IOException {
    Path file = Files.createTempFile("under-way", ".edf");
    try (EdfWriter writer = new EdfWriter(file, header(Optional.of(START)))) {
      for (int r = 0; r < 100_000; r++) {
        writer.write(new int[][] {{r % 100, 2, 3, 4}});
      }
      try (Recording recording = new EdfReader().open(RecordingFile.of(file))) {
        assertThat(recording.header().losses().get(0))
            .startsWith("the header does not tell the number of data records: found ");
      }
    }
    Files.delete(file);
  }

  @Test
  void refusesWhatTheFormatCannotHold() throws IOException {
    Path file = Files.createTempFile("refused", ".edf");
    try (EdfWriter writer = new EdfWriter(file, header(Optional.of(START)))) {
      assertThatThrownBy(() -> writer.write(new int[][] {{0, 0, 0, 101}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Signal 'Cz': 101 is not from -100 to 100");
      assertThatThrownBy(() -> writer.write(new int[][] {{0, 0}}))
          .hasMessage("Signal 'Cz' has 4 samples a data record, but was given 2");
      assertThatThrownBy(() -> writer.annotate(new Annotation(0, 0, "x".repeat(40))))
          .hasMessageContaining("has room for 24");
      assertThatThrownBy(() -> writer.annotate(new Annotation(0, 0, "a\u0014b")))
          .isInstanceOf(IllegalArgumentException.class);
      writer.write(new int[][] {{0, 0, 0, 100}});
    }
    assertThatThrownBy(
            () ->
                new EdfWriter(
                    file,
                    new EdfWriterHeader(
                        SampleEncoding.INT16,
                        Optional.empty(),
                        Optional.empty(),
                        1.0 / 3,
                        48,
                        header(Optional.empty()).signals())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("EDF has room for 8 ASCII characters, not for '.333333");
    try (Recording recording = new EdfReader().open(RecordingFile.of(file))) {
      SignalGroup group = recording.header().groups().get(0);
      assertThat(ExpectedRecording.digital(recording, group, 0)).containsExactly(0, 0, 0, 100);
    } finally {
      Files.delete(file);
    }
  }

  private static EdfWriterHeader header(Optional<LocalDateTime> start) {
    EdfWriterHeader.Signal signal = new EdfWriterHeader.Signal("Cz", "uV", -10, 10, -100, 100, 4);
    return new EdfWriterHeader(
        SampleEncoding.INT16, Optional.empty(), start, 1, 48, List.of(signal));
  }

  private static void checkHeader(RecordingHeader header, boolean wide, int records) {
    assertThat(header.format()).isEqualTo(wide ? "BDF+C" : "EDF+C");
    assertThat(header.losses()).isEmpty();
    assertThat(header.subject()).contains("P_7");
    assertThat(header.startedAt()).contains(START);
    for (SignalGroup group : header.groups()) {
      long samples = Math.round(group.samplingRateHz() * 0.5) * records;
      assertThat(group.runs()).containsExactly(new Run(0, samples));
    }
  }
}
