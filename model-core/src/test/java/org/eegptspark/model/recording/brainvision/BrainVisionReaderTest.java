package org.eegptspark.model.recording.brainvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.eegptspark.fixtures.ExpectedRecording;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrainVisionReaderTest {
  private static final String HEADER =
      """
      Brain Vision Data Exchange Header File Version 1.0
      ; a comment with DataFile=other.eeg
      [Common Infos]
      DataFile=$b.eeg
      MarkerFile=rec.vmrk
      DataFormat=BINARY
      DataOrientation=MULTIPLEXED
      NumberOfChannels=2
      SamplingInterval=4000
      [Binary Infos]
      BinaryFormat=INT_32
      [Channel Infos]
      Ch1=A\\1B,,0.5,µV
      Ch2=C,ref,2,mV,extra
      [Comment]
      DataFormat=ASCII is only mentioned here
      """;
  private static final String MARKERS =
      """
      Brain Vision Data Exchange Marker File, Version 1.0
      [Marker Infos]
      Mk1=New Segment,,1,1,0,20200102030405250000
      Mk2=Stimulus,S\\1 2,11,5,0
      Mk3=New Segment,,6,1,0,20200102030500000000
      Mk4=Comment,lost,,1,0
      """;

  @TempDir Path folder;

  @Test
  void readsWhatMneReads() throws IOException {
    JsonNode expected = ExpectedRecording.of("test.vhdr");
    Path path = TestData.file("data/formats/test.vhdr");
    try (Recording recording = new BrainVisionReader().open(RecordingFile.of(path))) {
      assertThat(recording.header().losses()).isEmpty();
      assertThat(recording.header().startedAt())
          .contains(LocalDateTime.of(2013, 11, 13, 16, 14, 3, 794_232_000));
      ExpectedRecording.checkAnnotations(
          expected.get("annotations"), recording.header().annotations());
      SignalGroup group = recording.header().groups().get(0);
      assertThat(group.samplingRateHz()).isEqualTo(expected.get("rate_hz").asDouble());
      assertThat(group.runs()).containsExactly(new Run(0, expected.get("samples").asLong()));
      assertThat(group.signals()).hasSize(expected.get("channels").size());
      for (int c = 0; c < group.signals().size(); c++) {
        Signal signal = group.signals().get(c);
        JsonNode channel = expected.get("channels").get(c);
        assertThat(signal.label()).isEqualTo(channel.get("label").asText());
        // The expectation has a million for each unit that MNE takes for one of the SI, too.
        double scale = Set.of("BS", "ARU", "S", "C").contains(signal.unit()) ? 1e6 : 1;
        double[] values = ExpectedRecording.digital(recording, group, c);
        double sum = Arrays.stream(values).sum() * signal.gain() * scale;
        assertThat(sum).isCloseTo(channel.get("sum_uv").asDouble(), within(Math.abs(sum) * 1e-12));
        for (int i = 0; i < 8; i++) {
          double value = values[i < 4 ? i : values.length - 8 + i] * signal.gain() * scale;
          double wanted = channel.get("ends_uv").get(i).asDouble();
          assertThat(value).isCloseTo(wanted, within(1e-9 * Math.max(1, Math.abs(wanted))));
        }
      }
      assertThat(recording.contentHash())
          .isEqualTo("7a08f6ec25a9198daf73afc60523c0c537e4cc31ca31f58cf86194621f9eb4ab");
    }
  }

  @Test
  void readsThirtyTwoBitIntegersExactly() throws IOException {
    write("rec.vhdr", HEADER, StandardCharsets.UTF_8);
    write("rec.vmrk", MARKERS, StandardCharsets.UTF_8);
    Files.write(folder.resolve("rec.eeg"), ints(1, -2147483648, 2147483647, -4, 5, 6));
    try (Recording recording = open()) {
      SignalGroup group = recording.header().groups().get(0);
      assertThat(group.encoding()).isEqualTo(SampleEncoding.INT32);
      assertThat(group.samplingRateHz()).isEqualTo(250);
      assertThat(group.signals())
          .containsExactly(new Signal("A,B", "µV", 0.5, 0), new Signal("C", "mV", 2000, 0));
      assertThat(ExpectedRecording.digital(recording, group, 0)).containsExactly(1, 2147483647, 5);
      assertThat(ExpectedRecording.digital(recording, group, 1))
          .containsExactly(-2147483648, -4, 6);
      assertThat(recording.header().startedAt())
          .contains(LocalDateTime.of(2020, 1, 2, 3, 4, 5, 250_000_000));
      assertThat(recording.header().annotations())
          .containsExactly(
              new Annotation(0.02, 0.004, "New Segment/"),
              new Annotation(0.04, 0.02, "Stimulus/S, 2"));
      assertThat(recording.header().losses())
          .containsExactly("1 markers have no position and were left out");
    }
  }

  @Property(tries = 50)
  void readsTheSameFromMultiplexedAndVectorizedFloats(
      @ForAll @IntRange(min = 1, max = 3000) int samples, @ForAll long seed) throws IOException {
    Path place = Files.createTempDirectory("orientation");
    float[] values = new float[2 * samples];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    String header = HEADER.replace("INT_32", "IEEE_FLOAT_32").replace("MarkerFile=rec.vmrk", "");
    Files.writeString(place.resolve("m.vhdr"), header);
    Files.writeString(place.resolve("v.vhdr"), header.replace("MULTIPLEXED", "vectorized"));
    ByteBuffer multiplexed = ByteBuffer.allocate(8 * samples).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer vectorized = ByteBuffer.allocate(8 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 2 * samples; i++) {
      multiplexed.putFloat(values[(i % 2) * samples + i / 2]);
      vectorized.putFloat(values[i]);
    }
    Files.write(place.resolve("m.eeg"), multiplexed.array());
    Files.write(place.resolve("v.eeg"), vectorized.array());
    for (String name : new String[] {"m.vhdr", "v.vhdr"}) {
      try (Recording recording =
          new BrainVisionReader().open(RecordingFile.of(place.resolve(name)))) {
        SignalGroup group = recording.header().groups().get(0);
        byte[] bytes = new byte[8 * samples];
        recording.read(group, 0, samples, bytes);
        assertThat(bytes).isEqualTo(vectorized.array());
      }
    }
    for (String name : new String[] {"m.vhdr", "v.vhdr", "m.eeg", "v.eeg", ""}) {
      Files.delete(place.resolve(name));
    }
  }

  @Test
  void readsLatinOneHeadersWithTheirMicroSign() throws IOException {
    write("rec.vhdr", HEADER.replace("Ch1=A\\1B", "Ch1=Nül"), StandardCharsets.ISO_8859_1);
    write("rec.vmrk", MARKERS, StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("rec.eeg"), ints(1, 2));
    try (Recording recording = open()) {
      assertThat(recording.header().groups().get(0).signals().get(0))
          .isEqualTo(new Signal("Nül", "µV", 0.5, 0));
    }
  }

  @Test
  void tellsWhatACutFileHasLost() throws IOException {
    write("rec.vhdr", HEADER.replace("[Binary", "DataPoints=10\n[Binary"), StandardCharsets.UTF_8);
    write("rec.vmrk", MARKERS, StandardCharsets.UTF_8);
    Files.write(folder.resolve("rec.eeg"), Arrays.copyOf(ints(1, 2, 3, 4, 5, 6), 21));
    try (Recording recording = open()) {
      assertThat(recording.header().groups().get(0).runs()).containsExactly(new Run(0, 2));
      assertThat(recording.header().losses())
          .contains(
              "holds 2 of 10 promised samples of each channel",
              "5 bytes after the last whole sample of all channels were left out");
    }
    write(
        "rec.vhdr",
        HEADER.replace("[Binary", "DataPoints=10\n[Binary").replace("MULTIPLEXED", "VECTORIZED"),
        StandardCharsets.UTF_8);
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rec.eeg: is cut: it holds 21 bytes");
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    write("rec.vhdr", HEADER, StandardCharsets.UTF_8);
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("names the file 'rec.vmrk', which is not beside it");
    write("rec.vmrk", MARKERS, StandardCharsets.UTF_8);
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("names the file 'rec.eeg', which is not beside it");
  }

  @Test
  void refusesWhatItDoesNotRead() throws IOException {
    refuses("BINARY", "WORDS", "DataFormat is 'WORDS': expected BINARY or ASCII");
    refuses("INT_32", "INT_8", "BinaryFormat is 'INT_8'");
    refuses("=4000", "=0", "SamplingInterval is 0.0 microseconds");
    refuses("=4000", "=fast", "SamplingInterval is 'fast'");
    refuses("Channels=2", "Channels=4000000000", "has no Ch3 in [Channel Infos]");
    refuses("Channels=2", "Channels=-1", "NumberOfChannels is -1.0");
    refuses("MULTIPLEXED", "SHUFFLED", "DataOrientation is 'SHUFFLED'");
    refuses("DataFile=$b.eeg", "", "has no DataFile in [Common Infos]");
    refuses("Brain Vision Data", "Something", "is not a BrainVision Header File");
    refuses("0.5,", "x,", "channel 'A,B' has a resolution of 'x'");
  }

  @Test
  void beginsARunWhereTheAmplifierPaused() throws IOException {
    write("rec.vhdr", HEADER, StandardCharsets.UTF_8);
    write("rec.vmrk", MARKERS, StandardCharsets.UTF_8);
    Files.write(folder.resolve("rec.eeg"), new byte[8 * 20]);
    try (Recording recording = open()) {
      assertThat(recording.header().groups().get(0).runs())
          .containsExactly(new Run(0, 5), new Run(5, 15));
    }
  }

  @Test
  void saysWhichLineOfTextIsNoRowOfNumbers() throws IOException {
    write("rec.vhdr", HEADER.replace("BINARY", "ASCII"), StandardCharsets.UTF_8);
    write("rec.vmrk", MARKERS, StandardCharsets.UTF_8);
    write("rec.eeg", "1 2\n3 4 5\n", StandardCharsets.UTF_8);
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rec.eeg: line 2 holds 3 numbers")
        .hasMessageContaining("but 2 are expected");
    write("rec.eeg", "1 2\n3 four\n", StandardCharsets.UTF_8);
    assertThatThrownBy(this::open)
        .hasMessageContaining("rec.eeg: line 2 has 'four' where a number");
  }

  @Test
  void looksForItsPartsOnlyBesideTheHeader() throws IOException {
    write("rec.vhdr", HEADER.replace("$b.eeg", "..\\\\up/../rec.eeg"), StandardCharsets.UTF_8);
    write("rec.vmrk", MARKERS, StandardCharsets.UTF_8);
    Files.write(folder.resolve("rec.eeg"), ints(1, 2));
    try (Recording recording = open()) {
      assertThat(recording.header().groups().get(0).runs()).containsExactly(new Run(0, 1));
    }
  }

  private void refuses(String target, String replacement, String message) throws IOException {
    write("rec.vhdr", HEADER.replace(target, replacement), StandardCharsets.UTF_8);
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rec.vhdr")
        .hasMessageContaining(message);
  }

  private Recording open() throws IOException {
    return new BrainVisionReader().open(RecordingFile.of(folder.resolve("rec.vhdr")));
  }

  private void write(String name, String text, Charset charset) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(charset));
  }

  private static byte[] ints(int... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int value : values) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }
    return out.toByteArray();
  }
}
