package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SampleStorage.Stored;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.edf.EdfReader;
import org.junit.jupiter.api.Test;

class SampleStorageTest {
  /** Any bytes are samples: the largest and the smallest occur, and differences that overflow. */
  @Property(tries = 300)
  void whatIsPackedComesBackToTheBit(
      @ForAll SampleEncoding encoding,
      @ForAll @IntRange(max = 5) int channels,
      @ForAll @IntRange(max = 5000) int samples,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[channels * samples * encoding.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? random.nextInt() : 0x7f + random.nextInt(3));
    }
    Segment segment = segment(encoding, channels, samples, bytes);
    for (SampleStorage storage : SampleStorage.values()) {
      Stored stored = storage.store(segment);
      assertThat(SampleStorage.restore(stored, channels, samples, "a row")).isEqualTo(bytes);
      assertThat(SampleStorage.encoding(stored.encoding(), "a row")).isEqualTo(encoding);
    }
  }

  @Test
  void packedSamplesAreWhatTheFormatSays() {
    byte[] plain = {5, 0, 4, 0, 7, 0, 105, 0, 104, 0, 108, 0, 0, -128, -1, 127, 0, -128};
    Stored stored = SampleStorage.packed.store(segment(SampleEncoding.INT16, 3, 3, plain));
    assertThat(stored.encoding()).isEqualTo("int16-packed");
    // 5 -1 3; 100 0 1; -32768 -1 1: the last is that of time alone, modulo 2^16.
    assertThat(stored.bytes())
        .containsExactly(
            1, 2, 1, /**/ 10, 1, 6, -56, 0, 2, -1, 1, 2, /**/ 0, 0, 0, 0, 0, 0, -1, 0, 0);
  }

  @Test
  void realRecordingsTakeTwoThirdsOfTheSpaceOnceCompressed() throws Exception {
    Path edf = TestData.file("data/eegmmidb/S001R04.edf");
    try (Recording recording = new EdfReader().open(RecordingFile.of(edf))) {
      SignalGroup group = recording.header().groups().get(0);
      byte[] bytes = new byte[64 * 20_000 * 2];
      recording.read(group, 0, 20_000, bytes);
      Stored stored = SampleStorage.packed.store(segment(group.encoding(), 64, 20_000, bytes));
      assertThat(SampleStorage.restore(stored, 64, 20_000, "a row")).isEqualTo(bytes);
      assertThat(deflated(stored.bytes())).isLessThan(0.68 * deflated(bytes));
    }
  }

  @Test
  void aDamagedRowIsToldWithItsName() {
    byte[] plain = new byte[2 * 10 * 2];
    Stored stored = SampleStorage.packed.store(segment(SampleEncoding.INT16, 2, 10, plain));
    assertThatThrownBy(() -> SampleStorage.restore(stored, 2, 11, "Segment 3 of a.edf"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Segment 3 of a.edf holds 42 bytes of samples, but 2 channels x 11 samples of"
                + " int16-packed take 46: the row is damaged");
    stored.bytes()[1] = 3;
    assertThatThrownBy(() -> SampleStorage.restore(stored, 2, 10, "Segment 3 of a.edf"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Segment 3 of a.edf: channel 1 is packed with a prediction 3");
    assertThatThrownBy(() -> SampleStorage.encoding("float32-packed", "Segment 3 of a.edf"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Segment 3 of a.edf has samples of encoding 'float32-packed'");
  }

  private static double deflated(byte[] bytes) {
    Deflater deflater = new Deflater(1);
    deflater.setInput(bytes);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(block, 0, deflater.deflate(block));
    }
    deflater.end();
    return out.size();
  }

  private static Segment segment(SampleEncoding encoding, int channels, int samples, byte[] bytes) {
    return new Segment(
        "id",
        "a.edf",
        null,
        null,
        null,
        160,
        Collections.nCopies(channels, "CZ"),
        0,
        0,
        samples,
        0,
        0,
        new Run(0, samples),
        encoding,
        new double[channels],
        new double[channels],
        bytes,
        List.of(),
        RecordingFacts.NONE);
  }
}
