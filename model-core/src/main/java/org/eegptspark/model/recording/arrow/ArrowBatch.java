package org.eegptspark.model.recording.arrow;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.eegptspark.model.recording.arrow.ArrowColumns.Column;
import org.eegptspark.model.recording.arrow.ArrowMessages.Body;

/**
 * Where the numbers of a record batch lie in the file.
 *
 * @param firstRow its first row's number in the recording
 * @param rows number of rows
 * @param buffers one a column
 * @param codec how they are compressed; empty where they are not
 */
record ArrowBatch(long firstRow, long rows, List<Stretch> buffers, Optional<Byte> codec) {
  /** Of a column in a batch: no disk holds more, and products of them stay numbers. */
  private static final long MAX_BYTES = 1L << 50;

  /** Some of the file's bytes. */
  record Stretch(long position, long bytes) {}

  /**
   * Looks at all batches.
   *
   * @throws org.eegptspark.model.BadInputException where a sample is missing, or a batch does not
   *     hold what it promises
   */
  static List<ArrowBatch> all(String name, ArrowMessages messages, ArrowColumns columns) {
    List<ArrowBatch> batches = new ArrayList<>();
    long firstRow = 0;
    for (Body body : messages.batches()) {
      long rows = body.batch().length();
      check(rows >= 0, "%s: has a batch of %s rows: it is damaged", name, rows);
      if (rows > 0) {
        batches.add(of(name, body, firstRow, columns));
        firstRow = Math.addExact(firstRow, rows);
      }
    }
    return batches;
  }

  private static ArrowBatch of(String name, Body body, long firstRow, ArrowColumns columns) {
    RecordBatch batch = body.batch();
    BodyCompression compression = batch.compression();
    List<Stretch> buffers = new ArrayList<>();
    for (Column column : columns.columns()) {
      check(
          batch.length() <= MAX_BYTES / column.rowBytes(),
          "%s: has a batch of %s rows: it is damaged",
          name,
          batch.length());
      checkNodes(name, batch, firstRow, column);
      check(
          column.buffer() < batch.buffersLength(),
          "%s: the batch from row %s on has no numbers of column %s: it is damaged",
          name,
          firstRow,
          column.name());
      Buffer buffer = batch.buffers(column.buffer());
      boolean inside =
          buffer.offset() >= 0
              && buffer.length() >= 0
              && buffer.length() <= body.bytes() - buffer.offset();
      boolean holds = compression != null || buffer.length() / column.rowBytes() >= batch.length();
      check(
          inside && holds,
          "%s: promises %s rows of column %s from row %s on and has %s bytes of them: it is damaged",
          name,
          batch.length(),
          column.name(),
          firstRow,
          buffer.length());
      buffers.add(new Stretch(body.position() + buffer.offset(), buffer.length()));
    }
    return new ArrowBatch(
        firstRow,
        batch.length(),
        buffers,
        Optional.ofNullable(compression).map(BodyCompression::codec));
  }

  private static void checkNodes(String name, RecordBatch batch, long firstRow, Column column) {
    for (int i = 0; i < column.nodes(); i++) {
      check(
          column.node() + i < batch.nodesLength(),
          "%s: the batch from row %s on lacks column %s: it is damaged",
          name,
          firstRow,
          column.name());
      FieldNode node = batch.nodes(column.node() + i);
      check(
          node.nullCount() == 0,
          "%s: column %s has %s nulls in the %s rows from %s on: a recording has a number at each"
              + " sample; fill them, or cut there",
          name,
          column.name(),
          node.nullCount(),
          batch.length(),
          firstRow);
    }
  }
}
