package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Rows of floats in a temporary file, read in any order: the system keeps as much of it in memory
 * as there is room, and none of it is on Java's heap.
 */
final class FeatureFile implements AutoCloseable {
  private static final int MAPPED_BYTES = 1 << 30;

  private final Path path;
  private final int width;
  private final int rowsAPart;
  private final MappedByteBuffer[] parts;

  /**
   * A file in {@code java.io.tmpdir}.
   *
   * @param rows that it is to hold
   * @param width floats a row
   * @throws org.eegptspark.model.BadInputException where the disk has no room for it
   * @throws IOException where it cannot be made
   */
  FeatureFile(int rows, int width) throws IOException {
    this.width = width;
    this.rowsAPart = MAPPED_BYTES / (width * Float.BYTES);
    this.path = Files.createTempFile("eegpt-features", ".f32");
    long bytes = (long) rows * width * Float.BYTES;
    long free = Files.getFileStore(path).getUsableSpace();
    if (bytes > free) {
      Files.delete(path);
    }
    check(
        bytes <= free,
        "Training goes through %s MB of features in a file, but %s has room for %s MB; choose"
            + " another folder with -Djava.io.tmpdir, or --features mean",
        bytes >> 20,
        path.getParent(),
        free >> 20);
    this.parts = new MappedByteBuffer[(rows + rowsAPart - 1) / rowsAPart];
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int i = 0; i < parts.length; i++) {
        long first = (long) i * rowsAPart;
        long size = Math.min(rowsAPart, rows - first) * width * Float.BYTES;
        parts[i] = channel.map(FileChannel.MapMode.READ_WRITE, first * width * Float.BYTES, size);
        parts[i].order(ByteOrder.nativeOrder());
      }
    }
  }

  /** Sets a row. */
  void write(int row, float[] values) {
    parts[row / rowsAPart].asFloatBuffer().put(row % rowsAPart * width, values);
  }

  /** Copies a row. */
  void read(int row, float[] target) {
    parts[row / rowsAPart].asFloatBuffer().get(row % rowsAPart * width, target, 0, width);
  }

  /** Deletes the file; its pages are freed with the buffers. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
