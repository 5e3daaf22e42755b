package org.eegptspark.job.corpus.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.eegptspark.fixtures.DescribedArray;
import org.eegptspark.fixtures.SimulatedRecordings;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SampleEncoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetRecordingReaderTest {
  @TempDir Path folder;
  private DescribedArray array;

  @BeforeEach
  void name() {
    array = new DescribedArray(folder.resolve("x.parquet"), new ParquetRecordingReader());
  }

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
    // Row groups have 150 rows.
    SimulatedRecordings.checkStretch(name, 140, 200);
  }

  @Test
  void takesTheNarrowestEncodingThatHoldsEachColumn() throws IOException {
    assertThat(SimulatedRecordings.encoding("pq-int16-snappy.parquet"))
        .isEqualTo(SampleEncoding.INT16);
    assertThat(SimulatedRecordings.encoding("pq-float32-zstd.parquet"))
        .isEqualTo(SampleEncoding.FLOAT32);
    assertThat(SimulatedRecordings.encoding("pq-signed-gzip-delta.parquet"))
        .isEqualTo(SampleEncoding.FLOAT64);
  }

  @Test
  void saysWhatATableLacks() throws IOException {
    array.write(DescribedArray.refused("gap.parquet"));
    array.refuses("has no x.json beside it");
    array.describe(DescribedArray.JSON);
    array.refuses("column C3 is null or empty at row 1");
    array.describe(DescribedArray.JSON.replace("C3", "Cz"));
    array.refuses("has no column Cz, which its JSON file names: it has [C3, C4, note]");
    array.describe(DescribedArray.JSON.replace("C3", "note"));
    array.refuses("column note holds");
    array.describe(DescribedArray.JSON.replace("{", "{\"array\": \"eeg\", "));
    array.write(DescribedArray.refused("ragged.parquet"));
    array.refuses("column eeg does not hold 2 numbers at row 1, as many as its JSON file names");
  }

  @Test
  void saysThatAFileIsCut() throws IOException {
    array.describe(DescribedArray.JSON);
    byte[] whole = DescribedArray.refused("gap.parquet");
    for (int length = 0; length < whole.length; length += 7) {
      array.write(Arrays.copyOf(whole, length));
      array.refuses("x.parquet: is no Parquet file that can be read");
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
}
