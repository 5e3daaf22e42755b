package org.eegptspark.model.recording.edf;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoField;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.SampleEncoding;

/**
 * Writes EDF+C or BDF+C data record by data record, so that the recording's length does not matter
 * to memory.
 *
 * <p>The number of data records is known, and written, at {@link #close()}; until then the header
 * says -1, as the format has it for a recording under way.
 */
public final class EdfWriter implements Closeable {
  private static final int RECORD_COUNT_AT = 236;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int ONSET_DECIMALS = 9;

  private final FileChannel channel;
  private final EdfWriterHeader header;
  private final Queue<byte[]> annotations = new ArrayDeque<>();
  private final ByteBuffer buffer;
  private final byte[] annotationBytes;
  private final BigDecimal fraction;
  private long records;

  /**
   * Creates a file, or replaces one, and writes its header.
   *
   * @throws BadInputException where the format has no room for something in the header; the file is
   *     as it was
   * @throws IOException where it cannot be written
   */
  public EdfWriter(Path file, EdfWriterHeader header) throws IOException {
    this.header = header;
    this.buffer = ByteBuffer.allocate(Math.max(BUFFER_BYTES, header.recordBytes()));
    this.annotationBytes = new byte[header.annotationBytes()];
    this.fraction =
        BigDecimal.valueOf(
            header.startedAt().map(start -> start.get(ChronoField.NANO_OF_SECOND)).orElse(0), 9);
    byte[] headerBytes = header.bytes();
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      write(ByteBuffer.wrap(headerBytes));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Adds an annotation; it goes into the next data records that have room for it.
   *
   * @param annotation onset and duration are kept to a nanosecond; a negative duration is not
   *     written
   * @throws IllegalArgumentException where no data record can have room, or the text has control
   *     characters that separate annotations
   */
  public void annotate(Annotation annotation) {
    String text = annotation.text();
    if (text.isEmpty() || text.chars().anyMatch(c -> c == 0 || c == 20 || c == 21)) {
      throw new IllegalArgumentException("Not a text for an annotation: '" + text + "'");
    }
    StringBuilder list = new StringBuilder();
    list.append(stamp(BigDecimal.valueOf(annotation.onsetS()).add(fraction)));
    if (annotation.durationS() >= 0) {
      list.append('\u0015').append(plain(BigDecimal.valueOf(annotation.durationS())));
    }
    list.append('\u0014').append(text).append("\u0014\0");
    byte[] bytes = list.toString().getBytes(StandardCharsets.UTF_8);
    int room = header.annotationBytes() - EdfWriterHeader.TIME_BYTES;
    if (bytes.length > room) {
      throw new IllegalArgumentException(
          "An annotation of " + bytes.length + " bytes, but a data record has room for " + room);
    }
    annotations.add(bytes);
  }

  /**
   * Writes a data record.
   *
   * @param digital by signal, in the header's order, as many samples as the header gives each
   * @throws IllegalArgumentException where a value is outside of its signal's digital limits, or
   *     samples are too few or too many; nothing of the record is written
   */
  public void write(int[][] digital) throws IOException {
    if (buffer.remaining() < header.recordBytes()) {
      flush();
    }
    int start = buffer.position();
    try {
      for (int s = 0; s < header.signals().size(); s++) {
        put(header.signals().get(s), digital[s]);
      }
    } catch (RuntimeException refused) {
      buffer.position(start);
      throw refused;
    }
    putAnnotations();
    records++;
  }

  /**
   * Writes what is left, and the number of data records.
   *
   * @throws IOException where it cannot be written, or annotations are left that found no room
   */
  @Override
  public void close() throws IOException {
    try (channel) {
      flush();
      byte[] count = EdfWriterHeader.field(Long.toString(records), 8);
      channel.position(RECORD_COUNT_AT);
      write(ByteBuffer.wrap(count));
    }
    if (!annotations.isEmpty()) {
      throw new IOException(
          annotations.size() + " annotations found no room in " + records + " data records");
    }
  }

  private void put(EdfWriterHeader.Signal signal, int[] samples) {
    if (samples.length != signal.samplesPerRecord()) {
      throw new IllegalArgumentException(
          String.format(
              "Signal '%s' has %d samples a data record, but was given %d",
              signal.label(), signal.samplesPerRecord(), samples.length));
    }
    byte[] bytes = buffer.array();
    int at = buffer.position();
    boolean wide = header.encoding() == SampleEncoding.INT24;
    int low = signal.digitalMin();
    int high = signal.digitalMax();
    for (int value : samples) {
      if (value < low || value > high) {
        throw new IllegalArgumentException(
            String.format(
                "Signal '%s': %d is not from %d to %d", signal.label(), value, low, high));
      }
      bytes[at++] = (byte) value;
      bytes[at++] = (byte) (value >> 8);
      if (wide) {
        bytes[at++] = (byte) (value >> 16);
      }
    }
    buffer.position(at);
  }

  private void putAnnotations() {
    Arrays.fill(annotationBytes, (byte) 0);
    ByteBuffer room = ByteBuffer.wrap(annotationBytes);
    BigDecimal start = BigDecimal.valueOf(header.recordSeconds()).multiply(new BigDecimal(records));
    room.put((stamp(start.add(fraction)) + "\u0014\u0014\0").getBytes(StandardCharsets.UTF_8));
    while (!annotations.isEmpty() && annotations.peek().length <= room.remaining()) {
      room.put(annotations.remove());
    }
    buffer.put(annotationBytes);
  }

  private static String stamp(BigDecimal seconds) {
    return (seconds.signum() < 0 ? "" : "+") + plain(seconds);
  }

  private static String plain(BigDecimal seconds) {
    BigDecimal rounded = seconds.setScale(ONSET_DECIMALS, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private void flush() throws IOException {
    write(buffer.flip());
    buffer.clear();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
