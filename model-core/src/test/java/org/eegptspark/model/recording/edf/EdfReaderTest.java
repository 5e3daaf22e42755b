package org.eegptspark.model.recording.edf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.eegptspark.fixtures.ExpectedRecording;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdfReaderTest {
  private static final LocalDateTime START = LocalDateTime.of(2002, 3, 2, 10, 20, 30);

  @TempDir Path folder;

  @Test
  void placesTheRecordsOfADiscontinuousFileOnItsTimeline() throws IOException {
    EdfBytes file =
        new EdfBytes("Cz", "EDF Annotations", "Slow")
            .with("reserved", "EDF+D")
            .with("samples1", "20")
            .with("samples2", "1")
            .samples(1, 2, 3, 4)
            .text("+0.5||^+2~1.5|late|later|^", 20)
            .samples(-1)
            .samples(5, 6, 7, 8)
            .text("+1.5||^", 20)
            .samples(-2)
            .samples(9, 10, 11, 12)
            .text("+5||^+0.75|early|^", 20)
            .samples(-3)
            .samples(13, 14, 15, 16)
            .text("+6||^", 20)
            .samples(-4);
    try (Recording recording = open(file)) {
      RecordingHeader header = recording.header();
      assertThat(header.format()).isEqualTo("EDF+D");
      assertThat(header.losses())
          .containsExactly("the header does not tell the number of data records: found 4");
      assertThat(header.startedAt()).contains(START.plusNanos(500_000_000));
      assertThat(header.annotations())
          .containsExactly(
              new Annotation(0.25, -1, "early"),
              new Annotation(1.5, 1.5, "late"),
              new Annotation(1.5, 1.5, "later"));
      SignalGroup fast = header.groups().get(0);
      assertThat(fast.runs()).containsExactly(new Run(0, 8), new Run(18, 8));
      assertThat(ExpectedRecording.digital(recording, fast, 0))
          .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
      SignalGroup slow = header.groups().get(1);
      assertThat(slow.runs()).containsExactly(new Run(0, 2), new Run(5, 2));
      assertThat(ExpectedRecording.digital(recording, slow, 0)).containsExactly(-1, -2, -3, -4);
      byte[] target = new byte[10];
      recording.read(fast, 20, 5, target);
      assertThat(target).containsExactly(11, 0, 12, 0, 13, 0, 14, 0, 15, 0);
      assertThatThrownBy(() -> recording.read(fast, 6, 5, target))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("samples 6 to 11 lie in none of the runs");
    }
  }

  @Test
  void putsOverlappingAndTimelessRecordsBehindTheOneBeforeThem() throws IOException {
    EdfBytes file =
        new EdfBytes("Cz", "EDF Annotations")
            .with("reserved", "EDF+D")
            .with("records", "3")
            .with("samples1", "10")
            .samples(1, 2, 3, 4)
            .text("+0||^", 10)
            .samples(5, 6, 7, 8)
            .text("+0.2||^", 10)
            .samples(9, 10, 11, 12)
            .text("", 10);
    try (Recording recording = open(file)) {
      assertThat(recording.header().groups().get(0).runs()).containsExactly(new Run(0, 12));
      assertThat(recording.header().losses())
          .containsExactly(
              "1 data records tell no time; placed right behind those before them",
              "1 data records start before the one ahead of them ends; placed right behind it");
    }
  }

  @Test
  void saysSoWhereAContinuousFileHasGaps() throws IOException {
    EdfBytes file =
        new EdfBytes("Cz", "EDF Annotations")
            .with("reserved", "EDF+C")
            .with("records", "2")
            .samples(1, 2, 3, 4)
            .text("+0||^", 4)
            .samples(5, 6, 7, 8)
            .text("+9||^", 4);
    try (Recording recording = open(file)) {
      assertThat(recording.header().groups().get(0).runs()).containsExactly(new Run(0, 8));
      assertThat(recording.header().losses())
          .containsExactly(
              "1 data records' own times leave gaps in a recording that says it has none;"
                  + " read as continuous");
    }
  }

  @Test
  void keepsUnreadableAnnotationsFromHidingTheOthers() throws IOException {
    EdfBytes file =
        new EdfBytes("Cz", "EDF Annotations")
            .with("reserved", "EDF+C")
            .with("records", "1")
            .with("samples1", "30")
            .samples(1, 2, 3, 4)
            .text("+0||^nonsense^+x|no|^+1|Augen zu: größer|^2,5|unsigned^", 30);
    try (Recording recording = open(file)) {
      assertThat(recording.header().annotations())
          .containsExactly(
              new Annotation(1, -1, "Augen zu: größer"), new Annotation(2.5, -1, "unsigned"));
      assertThat(recording.header().losses())
          .containsExactly(
              "2 annotations do not follow the format and were left out, the first: 'nonsense'");
    }
  }

  @Test
  void readsTheAnnotationsOfLongRecordsWithoutTheirSamples() throws IOException {
    EdfBytes file =
        new EdfBytes("EDF Annotations", "Cz", "EDF Annotations", "EDF Annotations")
            .with("reserved", "EDF+C")
            .with("records", "2")
            .with("samples0", "10")
            .with("samples1", "5000")
            .with("samples2", "10")
            .with("samples3", "10");
    for (int r = 0; r < 2; r++) {
      file.text("+" + r + "||^", 10).samples(new int[5000]);
      file.text("+" + r + ".1|b|^", 10).text("+" + r + ".2|c|^", 10);
    }
    try (Recording recording = open(file)) {
      assertThat(recording.header().losses()).isEmpty();
      assertThat(recording.header().annotations())
          .containsExactly(
              new Annotation(0.1, -1, "b"),
              new Annotation(0.2, -1, "c"),
              new Annotation(1.1, -1, "b"),
              new Annotation(1.2, -1, "c"));
    }
  }

  @Test
  void readsSignalBySignalWhereADataRecordIsTheWholeRecording() throws IOException {
    int samples = 1_500_000;
    int[] ramp = new int[samples];
    for (int i = 0; i < samples; i++) {
      ramp[i] = i % 1000;
    }
    EdfBytes file =
        new EdfBytes("A", "B")
            .with("duration", "6000")
            .with("samples0", "" + samples)
            .with("samples1", "" + samples)
            .samples(ramp)
            .samples(ramp);
    try (Recording recording = open(file)) {
      SignalGroup group = recording.header().groups().get(0);
      assertThat(group.samplingRateHz()).isEqualTo(250);
      byte[] target = new byte[12];
      recording.read(group, 1_000_997, 3, target);
      assertThat(target).containsExactly(-27, 3, -26, 3, -25, 3, -27, 3, -26, 3, -25, 3);
    }
  }

  @Test
  void takesTheCommasAndBlanksOfRealHeaders() throws IOException {
    EdfBytes file =
        new EdfBytes("Kanal \u00fc", "Flat", "Inverted", "Blank", "Volts")
            .with("patient", "MCH-0234567 F 02-MAY-1951 Haagse_Harry")
            .with("reserved", "EDF+C")
            .with("recording", "")
            .with("date", "01.01.85")
            .with("records", " 1")
            .with("duration", "0,5")
            .with("physicalMin0", "-3,2")
            .with("physicalMax0", "3,2")
            .with("unit0", "\u00b5V")
            .with("physicalMin1", "5")
            .with("physicalMax1", "5")
            .with("physicalMin2", "100")
            .with("physicalMax2", "-100")
            .with("unit2", "mV")
            .with("physicalMin3", "")
            .with("unit3", "")
            .with("unit4", "V")
            .samples(new int[20]);
    try (Recording recording = open(file)) {
      RecordingHeader header = recording.header();
      assertThat(header.subject()).contains("MCH-0234567");
      assertThat(header.startedAt()).contains(LocalDateTime.of(1985, 1, 1, 10, 20, 30));
      SignalGroup group = header.groups().get(0);
      assertThat(group.samplingRateHz()).isEqualTo(8);
      assertThat(group.signals())
          .containsExactly(
              new Signal("Kanal \u00fc", "\u00b5V", 0.0032, 0),
              new Signal("Flat", "uV", 1, 0),
              new Signal("Inverted", "mV", -100, 0),
              new Signal("Blank", "", 1, 0),
              new Signal("Volts", "V", 100_000, 0));
      assertThat(header.losses())
          .containsExactly(
              "the physical or digital limits of signal 'Flat', 'Blank' are equal or no numbers:"
                  + " digital values stand as they are, with gain 1");
    }
  }

  @Test
  void skipsThePaddingOfAHeaderAndSignalsWithoutSamples() throws IOException {
    EdfBytes file =
        new EdfBytes("Cz", "Empty")
            .with("headerBytes", "774")
            .with("samples1", "0")
            .with("records", "1")
            .samples(0, 0, 0)
            .samples(1, 2, 3, 4);
    try (Recording recording = open(file)) {
      SignalGroup group = recording.header().groups().get(0);
      assertThat(group.signals()).hasSize(1);
      assertThat(ExpectedRecording.digital(recording, group, 0)).containsExactly(1, 2, 3, 4);
      assertThat(recording.header().losses())
          .containsExactly("the header gives no samples to signal 'Empty': left out");
    }
    EdfBytes lying = new EdfBytes("Cz").with("headerBytes", "99999999").with("records", "1");
    try (Recording recording = open(lying.samples(1, 2, 3, 4))) {
      assertThat(recording.header().losses())
          .containsExactly(
              "the header gives its own size as '99999999' bytes: taken as 512,"
                  + " which its signals need");
    }
  }

  @Test
  void readsMoreRecordsThanPromisedAndSaysSo() throws IOException {
    EdfBytes file = new EdfBytes("Cz").with("records", "1").samples(1, 2, 3, 4, 5, 6, 7, 8, 9);
    try (Recording recording = open(file)) {
      SignalGroup group = recording.header().groups().get(0);
      assertThat(group.runs()).containsExactly(new Run(0, 8));
      assertThat(recording.header().losses())
          .containsExactly(
              "holds 2 data records, more than the 1 promised: all were read",
              "2 bytes after the last whole data record were left out");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Startdate 02-MAR-2002 X, 05.06.99, 23.59.59, 2002-03-02T23:59:59",
    "Startdate 2-mar-2102 X, 02.03.02, 00.00.00, 2102-03-02T00:00:00",
    "'', 31.12.85, 01.02.03, 1985-12-31T01:02:03",
    "'', 31.12.84, 01.02.03, 2084-12-31T01:02:03",
    "'', 1-2-3, 1:2:3, 2003-02-01T01:02:03",
    "'', 31/12/99, 01:02:03, 1999-12-31T01:02:03",
    "'', 30.02.99, 01.02.03,",
    "'', 00.00.00, 00.00.00,",
    "'', garbage, 01.02.03,",
    "'', 31.12.85, 25.61.00,",
    "'', '', '',",
    "Startdate 02-XXX-2002, 01.02.03, 01.02.03,",
    "Startdate X X X X, 01.01.85, 00.00.00,",
    "Startdate X X X X, 07.01.99, 00.00.00, 1999-01-07T00:00:00"
  })
  void findsTheStart(String recording, String date, String time, LocalDateTime expected)
      throws IOException {
    EdfBytes file =
        new EdfBytes("Cz").with("recording", recording).with("date", date).with("time", time);
    try (Recording opened = open(file.samples(1, 2, 3, 4))) {
      assertThat(opened.header().startedAt().orElse(null)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EDF+C, X X X X,",
    "EDF+C, S001 F X X, S001",
    "EDF+C, '',",
    "'', chb01, chb01",
    "'', s-12 male, s-12",
    "'', A 3Hz sinewave,",
    "'', (unknown),",
    "'', X,"
  })
  void findsTheSubject(String reserved, String patient, String expected) throws IOException {
    EdfBytes file = new EdfBytes("Cz").with("reserved", reserved).with("patient", patient);
    try (Recording opened = open(file.samples(1, 2, 3, 4))) {
      assertThat(opened.header().subject().orElse(null)).isEqualTo(expected);
    }
  }

  @Test
  void hashesTheBytesOfTheFile() throws IOException {
    try (Recording recording = open(new EdfBytes("Cz").samples(1, 2, 3, 4))) {
      String before = recording.contentHash();
      assertThat(before).matches("[0-9a-f]{64}").isEqualTo(recording.contentHash());
      try (Recording other = open(new EdfBytes("Cz").samples(1, 2, 3, 5))) {
        assertThat(other.contentHash()).isNotEqualTo(before);
      }
    }
  }

  private Recording open(EdfBytes file) throws IOException {
    Path path = Files.createTempFile(folder, "made", ".edf");
    Files.write(path, file.bytes());
    return new EdfReader().open(RecordingFile.of(path));
  }
}
