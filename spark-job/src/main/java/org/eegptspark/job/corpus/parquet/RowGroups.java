package org.eegptspark.job.corpus.parquet;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.eegptspark.job.corpus.parquet.ParquetColumns.Column;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.StoredType;
import org.eegptspark.model.recording.TemporaryFile;

/**
 * Writes a Parquet file's samples out, a row group and a column at a time, which is what is in
 * memory: encoded, channel after channel, or, of a column of lists, moment after moment.
 *
 * @param name of the file, for messages
 * @param rows in all
 */
record RowGroups(String name, ParquetFileReader reader, ParquetColumns columns, long rows) {
  private static final int BLOCK_NUMBERS = 1 << 14;

  /** Writes all samples from the file's start on. */
  void unfold(TemporaryFile file) throws IOException {
    int encodedBytes = columns.encoding().bytes();
    file.allow(
        Math.multiplyExact(Math.multiplyExact(rows, (long) columns.channels()), encodedBytes));
    try (FileChannel out = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      long firstRow = 0;
      for (int group = 0; group < reader.getRowGroups().size(); group++) {
        long inGroup = reader.getRowGroups().get(group).getRowCount();
        for (int c = 0; c < columns.columns().size() && inGroup > 0; c++) {
          Column column = columns.columns().get(c);
          long number = column.width() * firstRow + c * rows;
          out.position(number * encodedBytes);
          copy(group, column, firstRow, inGroup, out);
        }
        firstRow += inGroup;
      }
    }
  }

  private void copy(int group, Column column, long firstRow, long inGroup, FileChannel out)
      throws IOException {
    reader.setRequestedSchema(column.alone());
    try (PageReadStore pages = reader.readRowGroup(group)) {
      ColumnReader numbers =
          new ColumnReaderImpl(
              column.descriptor(),
              new CheckedPages(
                  pages.getPageReader(column.descriptor()), column.type().physicalBytes()),
              new PrimitiveConverter() {},
              writer());
      long count = inGroup * column.width();
      check(
          numbers.getTotalValueCount() == count,
          "%s: column %s has %s numbers from row %s on: expected %s",
          name,
          column.name(),
          numbers.getTotalValueCount(),
          firstRow,
          count);
      for (long done = 0; done < count; done += BLOCK_NUMBERS) {
        int atOnce = (int) Math.min(BLOCK_NUMBERS, count - done);
        byte[] block = block(column, numbers, firstRow, done, atOnce);
        out.write(encoded(column.type().stored(), block, atOnce));
      }
    }
  }

  /** The next numbers as they would be stored, little-endian. */
  private byte[] block(Column column, ColumnReader numbers, long firstRow, long done, int count) {
    int bytes = column.type().stored().bytes();
    byte[] block = new byte[count * bytes];
    int present = column.descriptor().getMaxDefinitionLevel();
    for (int i = 0; i < count; i++) {
      long row = firstRow + (done + i) / column.width();
      boolean begins = (done + i) % column.width() == 0;
      check(
          numbers.getCurrentDefinitionLevel() == present,
          "%s: column %s is null or empty at row %s: a recording has a number at each sample; fill"
              + " it, or cut there",
          name,
          column.name(),
          row);
      check(
          (numbers.getCurrentRepetitionLevel() == 0) == begins,
          "%s: column %s does not hold %s numbers at row %s, as many as its JSON file names"
              + " channels",
          name,
          column.name(),
          column.width(),
          row);
      long bits = column.type().bits(numbers);
      for (int b = 0; b < bytes; b++) {
        block[i * bytes + b] = (byte) (bits >>> 8 * b);
      }
      numbers.consume();
    }
    return block;
  }

  private ByteBuffer encoded(StoredType type, byte[] block, int count) {
    SampleEncoding encoding = columns.encoding();
    byte[] encoded = new byte[count * encoding.bytes()];
    type.encode(block, 0, type.bytes(), ByteOrder.LITTLE_ENDIAN, count, encoding, encoded, 0);
    return ByteBuffer.wrap(encoded);
  }

  /** What wrote the file, for the library to allow for its faults; null where it does not tell. */
  private ParsedVersion writer() {
    try {
      String createdBy = reader.getFileMetaData().getCreatedBy();
      return createdBy == null ? null : VersionParser.parse(createdBy);
    } catch (VersionParseException e) {
      return null;
    }
  }
}
