package org.eegptspark.job.corpus.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.eegptspark.model.recording.ArrayLayout;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.FileSamples;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.StoredType;
import org.eegptspark.model.recording.TemporaryFile;

/**
 * The samples of a Parquet file, which the first reading unfolds into a temporary one: pages cannot
 * be entered in the middle. For one thread.
 */
final class ParquetSamples implements SampleArray, Closeable {
  private final RecordingFile file;
  private final long fileBytes;
  private final ParquetFileReader reader;
  private final ParquetColumns columns;
  private final long rows;
  private TemporaryFile unfolded;
  private ByteSource source;
  private FileSamples samples;

  /**
   * @param reader becomes the samples'
   * @param rows in all
   */
  ParquetSamples(
      RecordingFile file,
      long fileBytes,
      ParquetFileReader reader,
      ParquetColumns columns,
      long rows) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.reader = reader;
    this.columns = columns;
    this.rows = rows;
  }

  @Override
  public void read(long first, int count, byte[] target) throws IOException {
    if (samples == null) {
      unfold();
    }
    samples.read(first, count, target);
  }

  private void unfold() throws IOException {
    if (unfolded == null) {
      unfolded = new TemporaryFile(file.name(), fileBytes);
    }
    try {
      new RowGroups(file.name(), reader, columns, rows).unfold(unfolded);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw UnreadableParquet.because(e, file.name());
    }
    source = new ByteSource(unfolded.inPlaceOf(file));
    samples =
        new FileSamples(
            source,
            0,
            StoredType.valueOf(columns.encoding().name()),
            ByteOrder.LITTLE_ENDIAN,
            columns.columns().size() == columns.channels()
                ? ArrayLayout.vectorized(columns.channels(), 1, rows)
                : ArrayLayout.multiplexed(columns.channels(), 1, rows));
  }

  @Override
  public void close() throws IOException {
    try (reader;
        TemporaryFile temporary = unfolded;
        ByteSource open = source) {
      samples = null;
    }
  }
}
