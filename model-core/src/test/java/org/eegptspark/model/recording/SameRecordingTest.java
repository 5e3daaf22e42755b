package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.SegmentEncoder;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Struct;

/** A real recording in four formats gives the same embeddings. */
class SameRecordingTest {
  @TempDir Path folder;

  @Test
  void hasTheSameEmbeddingsInEveryFormat() throws IOException {
    Path edf = TestData.file("data/eegmmidb/S001R03.edf");
    Segment original = segment(edf);
    List<Path> copies = List.of(bdf(edf), brainVision(original), eeglab(original));
    EngineOptions options = EngineOptions.alone();
    try (EegptModel model = EegptModel.load("demo", options)) {
      SegmentEncoder encoder =
          new SegmentEncoder(
              model, SignalProfile.DEFAULT, WindowGrid.DEFAULT, Optional.empty(), true);
      SegmentEncoder.Windows expected = encoder.encode(original);
      assertThat(expected.count()).isEqualTo(31);
      for (Path copy : copies) {
        Segment segment = segment(copy);
        assertThat(segment.channels()).isEqualTo(original.channels());
        SegmentEncoder.Windows found = encoder.encode(segment);
        assertThat(found.count()).isEqualTo(expected.count());
        for (int w = 0; w < found.count(); w++) {
          // Its digits are whole microvolts, which every one of the formats has exactly.
          assertThat(found.tokens(w)).as("%s window %s", copy, w).isEqualTo(expected.tokens(w));
        }
      }
    }
  }

  /** The whole recording as one segment. */
  private static Segment segment(Path path) throws IOException {
    try (Recording recording =
        RecordingReaders.forFile(path.toString()).orElseThrow().open(RecordingFile.of(path))) {
      assertThat(recording.header().losses()).isEmpty();
      SignalGroup group = recording.header().groups().get(0);
      int samples = (int) group.runs().get(0).samples();
      List<Signal> signals = group.signals();
      byte[] bytes = new byte[samples * signals.size() * group.encoding().bytes()];
      recording.read(group, 0, samples, bytes);
      return new Segment(
          recording.contentHash(),
          path.toString(),
          null,
          null,
          null,
          group.samplingRateHz(),
          signals.stream().map(Signal::label).toList(),
          0,
          0,
          samples,
          0,
          0,
          group.runs().get(0),
          group.encoding(),
          signals.stream().mapToDouble(Signal::gain).toArray(),
          signals.stream().mapToDouble(Signal::offset).toArray(),
          bytes,
          recording.header().annotations(),
          RecordingFacts.NONE);
    }
  }

  /** The same header; samples, and the text in annotation signals, in 24 bits. */
  private Path bdf(Path edf) throws IOException {
    byte[] file = Files.readAllBytes(edf);
    int signals = Integer.parseInt(text(file, 252, 4).strip());
    int headerBytes = 256 * (signals + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u00ffBIOSEMI".getBytes(StandardCharsets.ISO_8859_1));
    String header = text(file, 8, headerBytes - 8);
    out.writeBytes(
        header
            .replace("EDF+C", "BDF+C")
            .replace("EDF Annotations", "BDF Annotations")
            .getBytes(StandardCharsets.ISO_8859_1));
    int[] samples = new int[signals];
    for (int s = 0; s < signals; s++) {
      samples[s] = Integer.parseInt(text(file, 256 + 216 * signals + 8 * s, 8).strip());
    }
    for (int at = headerBytes; at < file.length; ) {
      for (int s = 0; s < signals; s++) {
        int bytes = 2 * samples[s];
        boolean annotations = text(file, 256 + 16 * s, 16).startsWith("EDF Annotations");
        if (annotations) {
          out.writeBytes(Arrays.copyOf(Arrays.copyOfRange(file, at, at + bytes), 3 * samples[s]));
        }
        for (int i = at; !annotations && i < at + bytes; i += 2) {
          out.write(file[i]);
          out.write(file[i + 1]);
          out.write(file[i + 1] >> 7);
        }
        at += bytes;
      }
    }
    return Files.write(folder.resolve("S001R03.bdf"), out.toByteArray());
  }

  private static String text(byte[] file, int from, int length) {
    return new String(file, from, length, StandardCharsets.ISO_8859_1);
  }

  /** 16-bit samples, all channels of a moment together. */
  private Path brainVision(Segment segment) throws IOException {
    StringBuilder header =
        new StringBuilder("Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\n")
            .append("DataFile=S001R03.eeg\nDataOrientation=MULTIPLEXED\nNumberOfChannels=")
            .append(segment.channels().size())
            .append("\nSamplingInterval=")
            .append(1e6 / segment.samplingRateHz())
            .append("\n[Binary Infos]\nBinaryFormat=INT_16\n[Channel Infos]\n");
    for (int c = 0; c < segment.channels().size(); c++) {
      assertThat(segment.offset()[c]).isZero();
      header.append(
          String.format("Ch%d=%s,,%s,µV%n", c + 1, segment.channels().get(c), segment.gain()[c]));
    }
    ByteBuffer samples = multiplexed(segment, 2);
    for (int t = 0; t < segment.samplesInCore(); t++) {
      for (int c = 0; c < segment.channels().size(); c++) {
        int at = 2 * (c * segment.samplesInCore() + t);
        samples.put(segment.samples()[at]).put(segment.samples()[at + 1]);
      }
    }
    Files.write(folder.resolve("S001R03.eeg"), samples.array());
    return Files.writeString(folder.resolve("S001R03.vhdr"), header);
  }

  /** Microvolts in single precision, beside the structure that describes them. */
  private Path eeglab(Segment segment) throws IOException {
    int channels = segment.channels().size();
    int count = segment.samplesInCore();
    ByteBuffer samples = multiplexed(segment, 4);
    Struct chanlocs = Mat5.newStruct(1, channels);
    for (int c = 0; c < channels; c++) {
      chanlocs.set("labels", c, Mat5.newString(segment.channels().get(c)));
      double[] microvolts = segment.microvolts(c, segment.core());
      for (int t = 0; t < count; t++) {
        samples.putFloat(4 * (t * channels + c), (float) microvolts[t]);
      }
    }
    Files.write(folder.resolve("S001R03.fdt"), samples.array());
    Struct eeg =
        Mat5.newStruct()
            .set("srate", Mat5.newScalar(segment.samplingRateHz()))
            .set("nbchan", Mat5.newScalar(channels))
            .set("pnts", Mat5.newScalar(count))
            .set("trials", Mat5.newScalar(1))
            .set("chanlocs", chanlocs)
            .set("data", Mat5.newString("S001R03.fdt"));
    Path set = folder.resolve("S001R03.set");
    Mat5.writeToFile(Mat5.newMatFile().addArray("EEG", eeg), set.toFile());
    return set;
  }

  private static ByteBuffer multiplexed(Segment segment, int width) {
    return ByteBuffer.allocate(segment.channels().size() * segment.samplesInCore() * width)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
