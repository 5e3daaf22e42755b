package org.eegptspark.job.corpus.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.eegptspark.fixtures.ExpectedRecording;
import org.eegptspark.fixtures.SimulatedRecordings;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetRecordingReaderTest {
  private static final String JSON =
      "{\"channels\": [\"C3\", \"C4\"], \"sampling_rate_hz\": 100, \"unit\": \"uV\"}";
  private static final Path REFUSED =
      TestData.project().resolve("model-core/src/test/resources/refused");

  @TempDir Path folder;

  static Stream<String> recordings() throws IOException {
    return SimulatedRecordings.names().filter(name -> name.endsWith(".parquet"));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void readsWhatPyarrowWrote(String name) throws IOException {
    SimulatedRecordings.check(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pq-float32-zstd.parquet", "pq-lists.parquet"})
  void readsStretchesThatLieAcrossRowGroups(String name) throws IOException {
    try (Recording recording = SimulatedRecordings.open(name)) {
      SignalGroup group = recording.header().groups().get(0);
      int width = group.encoding().bytes();
      for (int c = 0; c < group.signals().size(); c++) {
        double[] whole = ExpectedRecording.digital(recording, group, c);
        // Row groups have 150 rows.
        byte[] stretch = new byte[200 * group.signals().size() * width];
        recording.read(group, 140, 200, stretch);
        double[] part = new double[200];
        group.encoding().digital(stretch, c * 200 * width, 200, part, 0);
        assertThat(part).containsExactly(Arrays.copyOfRange(whole, 140, 340));
      }
    }
  }

  @Test
  void takesTheNarrowestEncodingThatHoldsEachColumn() throws IOException {
    assertThat(encoding("pq-int16-snappy.parquet")).isEqualTo(SampleEncoding.INT16);
    assertThat(encoding("pq-float32-zstd.parquet")).isEqualTo(SampleEncoding.FLOAT32);
    assertThat(encoding("pq-signed-gzip-delta.parquet")).isEqualTo(SampleEncoding.FLOAT64);
  }

  @Test
  void saysWhatATableLacks() throws IOException {
    take("gap.parquet");
    refuses("has no x.json beside it");
    describe(JSON);
    refuses("column C3 is null or empty at row 1");
    describe(JSON.replace("C3", "Cz"));
    refuses("has no column Cz, which its JSON file names: it has [C3, C4, note]");
    describe(JSON.replace("C3", "note"));
    refuses("column note holds");
    describe(JSON.replace("{", "{\"array\": \"eeg\", "));
    take("ragged.parquet");
    refuses("column eeg does not hold 2 numbers at row 1, as many as its JSON file names");
  }

  @Test
  void saysThatAFileIsCut() throws IOException {
    describe(JSON);
    byte[] whole = Files.readAllBytes(REFUSED.resolve("gap.parquet"));
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(folder.resolve("x.parquet"), Arrays.copyOf(whole, length));
      refuses("x.parquet: is no Parquet file that can be read");
    }
  }

  @Test
  void takesNoMemoryForWhatAPageSaysThatItUnpacksTo() {
    var codecs = new BoundedCodecs(new PlainParquetConfiguration());
    assertThatThrownBy(
            () ->
                codecs
                    .getDecompressor(CompressionCodecName.SNAPPY)
                    .decompress(BytesInput.from(new byte[8]), Integer.MAX_VALUE))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("A page says that it unpacks to 2147483647 bytes");
  }

  private static SampleEncoding encoding(String name) throws IOException {
    try (Recording recording = SimulatedRecordings.open(name)) {
      return recording.header().groups().get(0).encoding();
    }
  }

  private void take(String name) throws IOException {
    Files.write(folder.resolve("x.parquet"), Files.readAllBytes(REFUSED.resolve(name)));
  }

  private void describe(String json) throws IOException {
    Files.writeString(folder.resolve("x.json"), json);
  }

  private void refuses(String message) {
    assertThatThrownBy(this::readAll)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private void readAll() throws IOException {
    RecordingFile file = RecordingFile.of(folder.resolve("x.parquet"));
    try (Recording recording = new ParquetRecordingReader().open(file)) {
      ExpectedRecording.digital(recording, recording.header().groups().get(0), 0);
    }
  }
}
