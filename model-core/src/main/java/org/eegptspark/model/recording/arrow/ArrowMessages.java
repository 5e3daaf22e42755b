package org.eegptspark.model.recording.arrow;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.eegptspark.model.recording.ByteSource;

/**
 * The messages of an Arrow file or stream: a file is a stream between two marks, so that both are
 * read from the start on, and the file's footer is not needed.
 *
 * @param schema of all batches
 * @param batches their metadata, in order
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html">Arrow's columnar format</a>
 */
record ArrowMessages(Schema schema, List<Body> batches) {
  private static final String FILE_MARK = "ARROW1";
  private static final String FEATHER_1_MARK = "FEA1";
  private static final int STREAM_START = 8;
  private static final int CONTINUATION = -1;

  /** Columns by the thousand need less. */
  private static final int MAX_METADATA_BYTES = 1 << 24;

  /**
   * A record batch.
   *
   * @param batch its metadata
   * @param position of its body's first byte in the file
   * @param bytes of its body
   */
  record Body(RecordBatch batch, long position, long bytes) {}

  /** Reads the messages, not their bodies. */
  static ArrowMessages read(ByteSource file) throws IOException {
    String name = file.name();
    long size = file.size();
    String start = text(file, 0, (int) Math.min(FILE_MARK.length(), size));
    check(
        !start.startsWith(FEATHER_1_MARK),
        "%s: is of Feather's first version: read it with pyarrow.feather and write it again",
        name);
    boolean marked = start.equals(FILE_MARK);
    long end = marked ? size - FILE_MARK.length() : size;
    check(
        !marked || (end > STREAM_START && text(file, end, FILE_MARK.length()).equals(FILE_MARK)),
        "%s: is cut: it does not end with Arrow's mark; copy or write it again",
        name);
    Schema schema = null;
    List<Body> batches = new ArrayList<>();
    for (long at = marked ? STREAM_START : 0; at + Integer.BYTES <= end; ) {
      int length = number(file, at);
      at += Integer.BYTES;
      if (length == CONTINUATION && at + Integer.BYTES <= end) {
        length = number(file, at);
        at += Integer.BYTES;
      }
      if (length == 0) {
        break;
      }
      check(
          length > 0 && length <= MAX_METADATA_BYTES && length <= end - at,
          "%s: is no Arrow file or stream, or is cut: at byte %s it promises metadata of %s bytes",
          name,
          at,
          length);
      ByteBuffer metadata = ByteBuffer.wrap(file.read(at, length)).order(ByteOrder.LITTLE_ENDIAN);
      Message message = Message.getRootAsMessage(metadata);
      at += length;
      check(
          message.bodyLength() >= 0 && message.bodyLength() <= end - at,
          "%s: is cut: at byte %s it promises %s bytes; copy or write it again",
          name,
          at,
          message.bodyLength());
      if (message.headerType() == MessageHeader.Schema && schema == null) {
        schema = (Schema) message.header(new Schema());
      } else if (message.headerType() == MessageHeader.RecordBatch) {
        RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
        batches.add(new Body(batch, at, message.bodyLength()));
      }
      at += message.bodyLength();
    }
    check(schema != null, "%s: has no schema: is this an Arrow file or stream?", name);
    return new ArrowMessages(schema, batches);
  }

  private static String text(ByteSource file, long at, int length) throws IOException {
    return new String(file.read(at, length), StandardCharsets.ISO_8859_1);
  }

  private static int number(ByteSource file, long at) throws IOException {
    return ByteBuffer.wrap(file.read(at, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }
}
