package org.eegptspark.model.recording.arrow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.arrow.ArrowColumns.Column;

/**
 * The samples of record batches, read where they lie: in the file, or, where they are compressed,
 * in a temporary one, which the first reading unfolds them into. For one thread.
 */
final class ArrowSamples implements SampleArray, Closeable {
  private static final int BLOCK_BYTES = 1 << 20;

  private final ByteSource file;
  private final ArrowColumns columns;
  private List<ArrowBatch> batches;
  private UnfoldedBatches unfolded;
  private byte[] block = new byte[0];

  /**
   * @param file becomes the samples'
   */
  ArrowSamples(ByteSource file, ArrowColumns columns, List<ArrowBatch> batches) {
    this.file = file;
    this.columns = columns;
    this.batches = batches;
  }

  @Override
  public void read(long first, int samples, byte[] target) throws IOException {
    if (unfolded == null && batches.stream().anyMatch(batch -> batch.codec().isPresent())) {
      unfolded = UnfoldedBatches.of(file, columns, batches);
      batches = unfolded.batches();
    }
    for (ArrowBatch batch : batches) {
      long from = Math.max(first, batch.firstRow());
      long to = Math.min(first + samples, batch.firstRow() + batch.rows());
      for (int c = 0; c < columns.columns().size() && from < to; c++) {
        long position = batch.buffers().get(c).position();
        Column column = columns.columns().get(c);
        long start = position + (from - batch.firstRow()) * column.rowBytes();
        read(column, c, start, (int) (from - first), (int) (to - from), samples, target);
      }
    }
  }

  /**
   * Reads rows of a column.
   *
   * @param channel the column's first
   * @param position of the first row's first byte
   * @param done samples of each channel that the target has already
   */
  private void read(
      Column column, int channel, long position, int done, int rows, int samples, byte[] target)
      throws IOException {
    int atOnce = Math.max(1, BLOCK_BYTES / column.rowBytes());
    ByteSource source = unfolded == null ? file : unfolded.source();
    for (int row = 0; row < rows; row += atOnce) {
      int count = Math.min(atOnce, rows - row);
      int bytes = count * column.rowBytes();
      if (block.length < bytes) {
        block = new byte[bytes];
      }
      long at = position + (long) row * column.rowBytes();
      source.read(at, ByteBuffer.wrap(block, 0, bytes));
      for (int i = 0; i < column.width(); i++) {
        int to = ((channel + i) * samples + done + row) * columns.encoding().bytes();
        int from = i * column.type().bytes();
        column
            .type()
            .encode(
                block,
                from,
                column.rowBytes(),
                columns.order(),
                count,
                columns.encoding(),
                target,
                to);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (unfolded != null) {
        unfolded.close();
      }
    }
  }
}
