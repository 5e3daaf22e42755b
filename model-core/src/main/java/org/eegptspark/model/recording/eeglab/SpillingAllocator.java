package org.eegptspark.model.recording.eeglab;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import org.eegptspark.model.recording.TemporaryFile;
import us.hebi.matlab.mat.format.BufferAllocator;

/**
 * Gives large matrices room in a temporary file, mapped into memory: a recording's length does not
 * matter to the heap.
 */
final class SpillingAllocator implements BufferAllocator, Closeable {
  private static final int SMALL_BYTES = 1 << 20;

  private final TemporaryFile file;
  private long used;

  /**
   * @param file becomes the allocator's
   */
  SpillingAllocator(TemporaryFile file) {
    this.file = file;
  }

  /** The file behind large matrices. */
  TemporaryFile file() {
    return file;
  }

  @Override
  public synchronized ByteBuffer allocate(int bytes) {
    if (bytes <= SMALL_BYTES) {
      return ByteBuffer.allocate(bytes);
    }
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = channel.map(MapMode.READ_WRITE, used, bytes);
      used += bytes;
      return buffer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void release(ByteBuffer buffer) {
    // Mapped memory is given back with the buffer, the file when the recording is closed.
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
