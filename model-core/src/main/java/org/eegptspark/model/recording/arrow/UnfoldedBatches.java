package org.eegptspark.model.recording.arrow;

import static org.eegptspark.model.BadInputException.check;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.TemporaryFile;
import org.eegptspark.model.recording.arrow.ArrowBatch.Stretch;
import org.eegptspark.model.recording.arrow.ArrowColumns.Column;

/**
 * The numbers of compressed batches, side by side in a temporary file.
 *
 * @param file goes when this is closed
 * @param source the file, open
 * @param batches where the numbers lie in it
 */
record UnfoldedBatches(TemporaryFile file, ByteSource source, List<ArrowBatch> batches)
    implements Closeable {
  private static final int BLOCK_BYTES = 1 << 16;

  /** Stands before a buffer that its writer left as it was. */
  private static final long NOT_COMPRESSED = -1;

  /**
   * Unfolds the columns' buffers.
   *
   * @throws BadInputException where one cannot be, or unfolds to less or to far more than it
   *     promises
   */
  static UnfoldedBatches of(ByteSource packed, ArrowColumns columns, List<ArrowBatch> batches)
      throws IOException {
    TemporaryFile file = new TemporaryFile(packed.name(), packed.size());
    try {
      List<ArrowBatch> unfolded = new ArrayList<>();
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(file.path()), BLOCK_BYTES)) {
        long position = 0;
        for (ArrowBatch batch : batches) {
          List<Stretch> buffers = new ArrayList<>();
          for (int c = 0; c < columns.columns().size(); c++) {
            Column column = columns.columns().get(c);
            long bytes = Math.multiplyExact(batch.rows(), (long) column.rowBytes());
            file.allow(Math.addExact(position, bytes));
            copy(packed, column, batch, batch.buffers().get(c), bytes, out);
            buffers.add(new Stretch(position, bytes));
            position += bytes;
          }
          unfolded.add(new ArrowBatch(batch.firstRow(), batch.rows(), buffers, Optional.empty()));
        }
      }
      RecordingFile plain = file.inPlaceOf(RecordingFile.of(file.path()));
      return new UnfoldedBatches(file, new ByteSource(plain), unfolded);
    } catch (UncheckedIOException e) {
      file.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void copy(
      ByteSource packed,
      Column column,
      ArrowBatch batch,
      Stretch buffer,
      long bytes,
      OutputStream out)
      throws IOException {
    long held = 0;
    String cause = "it ends early";
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream in = unfolding(packed, batch, buffer)) {
      for (int count = 0; held < bytes; held += count) {
        count = in.read(block, 0, (int) Math.min(block.length, bytes - held));
        if (count < 0) {
          break;
        }
        write(out, block, count);
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      cause = e.getMessage();
    }
    check(
        held == bytes,
        "%s: column %s cannot be unpacked from row %s on (%s): copy or write it again",
        packed.name(),
        column.name(),
        batch.firstRow(),
        cause);
  }

  /** Writes; that the disk is full is no fault of what is read. */
  private static void write(OutputStream out, byte[] block, int count) {
    try {
      out.write(block, 0, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream unfolding(ByteSource packed, ArrowBatch batch, Stretch buffer)
      throws IOException {
    if (batch.codec().isEmpty()) {
      return packed.stream(buffer.position(), buffer.bytes());
    }
    if (buffer.bytes() < Long.BYTES) {
      return InputStream.nullInputStream();
    }
    ByteBuffer start = ByteBuffer.wrap(packed.read(buffer.position(), Long.BYTES));
    long length = start.order(ByteOrder.LITTLE_ENDIAN).getLong();
    InputStream content =
        packed.stream(buffer.position() + Long.BYTES, buffer.bytes() - Long.BYTES);
    if (length == NOT_COMPRESSED) {
      return content;
    }
    InputStream buffered = new BufferedInputStream(content, BLOCK_BYTES);
    return switch (batch.codec().get()) {
      case CompressionType.LZ4_FRAME -> new FramedLZ4CompressorInputStream(buffered);
      case CompressionType.ZSTD -> new ZstdInputStream(buffered);
      default ->
          throw new BadInputException(
              "%s: is compressed in an unknown way: write it with zstd or lz4", packed.name());
    };
  }

  @Override
  public void close() throws IOException {
    try (file) {
      source.close();
    }
  }
}
