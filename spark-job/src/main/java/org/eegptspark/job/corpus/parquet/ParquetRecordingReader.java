package org.eegptspark.job.corpus.parquet;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.eegptspark.model.recording.ArrayDescription;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReader;
import org.eegptspark.model.recording.SignalGroup.Run;

/**
 * Reads Parquet files beside which a JSON file of the same name tells the channels, rate and unit
 * ({@link ArrayDescription}): a row a sample, a column of numbers a channel; or one column, the
 * JSON file's {@code array}, of lists that hold a number a channel. Other columns are passed over.
 */
public final class ParquetRecordingReader implements RecordingReader {
  @Override
  public List<String> endings() {
    return List.of(".parquet");
  }

  @Override
  public Optional<String> needed(String fileName) {
    return Optional.of(ArrayDescription.fileName(fileName));
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    ArrayDescription description = ArrayDescription.of(file);
    ParquetInput input = new ParquetInput(file);
    ParquetFileReader reader = null;
    try {
      reader = ParquetFileReader.open(input, options());
      return recording(file, input.getLength(), description, reader);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (reader != null) {
        reader.close();
      }
      if (e instanceof IOException cause) {
        throw cause;
      }
      throw UnreadableParquet.because(e, file.name());
    }
  }

  private static ParquetReadOptions options() {
    PlainParquetConfiguration plain = new PlainParquetConfiguration();
    return ParquetReadOptions.builder(plain)
        .withCodecFactory(new BoundedCodecs(plain))
        .usePageChecksumVerification()
        .withUseHadoopVectoredIo(false)
        .build();
  }

  private static Recording recording(
      RecordingFile file, long bytes, ArrayDescription description, ParquetFileReader reader) {
    ParquetColumns columns =
        ParquetColumns.find(file.name(), reader.getFileMetaData().getSchema(), description);
    List<BlockMetaData> rowGroups = reader.getRowGroups();
    columns.checkChunks(file.name(), rowGroups, bytes);
    long samples =
        rowGroups.stream().mapToLong(BlockMetaData::getRowCount).reduce(0, Math::addExact);
    check(samples > 0, "%s: holds no samples", file.name());
    ParquetSamples read = new ParquetSamples(file, bytes, reader, columns, samples);
    return description.recording(
        "Parquet", file, columns.encoding(), List.of(new Run(0, samples)), read, read);
  }
}
