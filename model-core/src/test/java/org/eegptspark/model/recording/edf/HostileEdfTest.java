package org.eegptspark.model.recording.edf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.Assertions;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileEdfTest {
  private static final int MANY = 2000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "samples0, 9000000, holds no whole data record",
    "samples0, 99999999, faster than any instrument",
    "samples0, -4, a number of '-4' samples",
    "samples0, many, a number of 'many' samples",
    "samples0, '', a number of '' samples",
    "samples0, 0, gives no signal any samples",
    "duration, 0, a duration of '0' seconds",
    "duration, -1, a duration of '-1' seconds",
    "duration, NaN, a duration of 'NaN' seconds",
    "duration, '', a duration of '' seconds",
    "duration, 1e-300, faster than any instrument",
    "signals, 9999, ends in its header: 9999 signals need a header of 2560000 bytes",
    "signals, 0, promises '0' signals",
    "signals, -1, promises '-1' signals",
    "signals, abcd, promises 'abcd' signals",
    "version, GIF89a, starts with 'GIF89a'"
  })
  void refusesAHeaderThatMakesNoSenseInALine(String field, String text, String message)
      throws IOException {
    byte[] bytes = new EdfBytes("Cz").with(field, text).samples(1, 2, 3, 4).bytes();
    Path file = Files.write(folder.resolve("hostile.edf"), bytes);
    assertThatThrownBy(() -> new EdfReader().open(RecordingFile.of(file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesASparseGiantOfAnnotations() throws IOException {
    EdfBytes giant = new EdfBytes("EDF Annotations").with("samples0", "90000000");
    Path file = Files.write(folder.resolve("giant.edf"), giant.bytes());
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), 512 + 180_000_000L - 1);
    }
    assertThatThrownBy(() -> new EdfReader().open(RecordingFile.of(file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("180000000 bytes of annotations in each data record");
  }

  @Test
  void readsALittleOfASparseGiant() throws IOException {
    EdfBytes giant = new EdfBytes("Cz").with("samples0", "90000000").with("duration", "1000");
    Path file = Files.write(folder.resolve("giant.edf"), giant.bytes());
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {7, 1}), 512 + 5_400_000_000L - 2);
    }
    try (Recording recording = new EdfReader().open(RecordingFile.of(file))) {
      SignalGroup group = recording.header().groups().get(0);
      assertThat(group.runs()).containsExactly(new Run(0, 2_700_000_000L));
      byte[] target = new byte[4];
      recording.read(group, 2_699_999_998L, 2, target);
      assertThat(target).containsExactly(0, 0, 7, 1);
    }
  }

  @Test
  void readsOrRefusesAFileCutAtAnyByte() throws IOException {
    byte[] whole = sample();
    int record = (whole.length - 768) / 3;
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.edf"), Arrays.copyOf(whole, length));
      int records = (length - 768) / record;
      if (length < 768 + record) {
        assertThatThrownBy(() -> new EdfReader().open(RecordingFile.of(file)))
            .isInstanceOf(BadInputException.class)
            .hasMessageContaining("again");
        continue;
      }
      try (Recording recording = new EdfReader().open(RecordingFile.of(file))) {
        assertThat(recording.header().groups().get(0).runs())
            .containsExactly(new Run(0, 4L * records));
        assertThat(recording.header().losses().get(0))
            .startsWith("holds " + records + " of 3 promised data records");
      }
    }
  }

  @Property(tries = MANY)
  void neverFailsOtherwiseThanWithARefusal(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 900) Integer> places,
      @ForAll long seed)
      throws IOException {
    byte[] bytes = sample();
    Random random = new Random(seed);
    String digits = "0123456789-+.eE, \0\u0014\u0015\u00ff9";
    for (int place : places) {
      bytes[place % bytes.length] =
          (byte) (random.nextBoolean() ? digits.charAt(random.nextInt(20)) : random.nextInt());
    }
    readsOrRefuses(bytes);
  }

  @Property(tries = 500)
  void survivesFieldsOfRandomNumbers(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    EdfBytes made = new EdfBytes("Cz", "EDF Annotations").with("reserved", "EDF+D");
    String[] fields = {
      "headerBytes", "records", "duration", "samples0", "samples1", "physicalMin0", "digitalMax0"
    };
    String[] values = {"", "0", "-1", "1", "2", "1e-5", "1e9", "99999999", "-9999999", ".0000001"};
    for (int i = 0; i < 3; i++) {
      String field = fields[random.nextInt(fields.length)];
      made.with(field, values[random.nextInt(values.length)]);
    }
    for (int i = 0; i < 50; i++) {
      made.text("+" + random.nextInt() * 5.0 + "||^+1|x|^", 20).samples(random.nextInt(), 0);
    }
    readsOrRefuses(made.bytes());
  }

  private static void readsOrRefuses(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("mutant", ".edf");
    Files.write(file, bytes);
    Assertions.assertThatCode(() -> readEverything(file))
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isNull(),
            thrown -> assertThat(thrown).isInstanceOf(BadInputException.class),
            thrown -> assertThat(thrown).isInstanceOf(IOException.class));
    Files.delete(file);
  }

  private static void readEverything(Path file) throws IOException {
    long start = System.nanoTime();
    try (Recording recording = new EdfReader().open(RecordingFile.of(file))) {
      for (SignalGroup group : recording.header().groups()) {
        for (Run run : group.runs()) {
          int samples = (int) Math.min(1000, run.samples());
          int width = group.signals().size() * group.encoding().bytes();
          recording.read(group, run.end() - samples, samples, new byte[samples * width]);
        }
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  private static byte[] sample() {
    EdfBytes made =
        new EdfBytes("Cz", "EDF Annotations")
            .with("reserved", "EDF+C")
            .with("records", "3")
            .with("samples1", "20");
    for (int r = 0; r < 3; r++) {
      made.samples(1, 2, 3, 4).text("+" + r + "||^+" + r + ".5~1|text|^", 20);
    }
    return made.bytes();
  }
}
