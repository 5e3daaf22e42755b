package org.eegptspark.model.fuzz;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.eegptspark.model.recording.RecordingFile;

/** A file of a folder that is in memory alone. */
record MemoryFile(String name, Map<String, byte[]> folder) implements RecordingFile {
  @Override
  public SeekableByteChannel open() throws NoSuchFileException {
    byte[] content = folder.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return new Channel(ByteBuffer.wrap(content));
  }

  @Override
  public RecordingFile sibling(String fileName) {
    if (fileName.contains("/")) {
      throw new AssertionError("Asked for a file outside the folder: " + fileName);
    }
    return new MemoryFile(fileName, folder);
  }

  private static final class Channel implements SeekableByteChannel {
    private final ByteBuffer content;
    private long position;

    Channel(ByteBuffer content) {
      this.content = content;
    }

    @Override
    public int read(ByteBuffer target) {
      if (position >= content.limit()) {
        return -1;
      }
      int count = Math.min(target.remaining(), content.limit() - (int) position);
      target.put(content.duplicate().position((int) position).limit((int) position + count));
      position += count;
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
      if (to < 0) {
        throw new AssertionError("Asked for position " + to);
      }
      position = to;
      return this;
    }

    @Override
    public long size() {
      return content.limit();
    }

    @Override
    public SeekableByteChannel truncate(long to) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
