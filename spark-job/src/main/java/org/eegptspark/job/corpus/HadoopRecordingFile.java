package org.eegptspark.job.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.eegptspark.model.recording.RecordingFile;

/** A recording's file on any file system that Hadoop reaches. */
public record HadoopRecordingFile(Path path, Configuration hadoop) implements RecordingFile {
  @Override
  public String name() {
    return isLocal() ? path.toUri().getPath() : path.toString();
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    if (isLocal()) {
      return Files.newByteChannel(java.nio.file.Path.of(path.toUri().getPath()));
    }
    FileSystem files = path.getFileSystem(hadoop);
    return new InputChannel(files.open(path), files.getFileStatus(path).getLen());
  }

  @Override
  public RecordingFile sibling(String fileName) {
    return new HadoopRecordingFile(new Path(path.getParent(), fileName), hadoop);
  }

  @Override
  public Optional<java.nio.file.Path> localPath() {
    return isLocal()
        ? Optional.of(java.nio.file.Path.of(path.toUri().getPath()))
        : Optional.empty();
  }

  private boolean isLocal() {
    return "file".equals(path.toUri().getScheme());
  }

  private static final class InputChannel implements SeekableByteChannel {
    private static final int BUFFER = 1 << 20;

    private final FSDataInputStream in;
    private final long size;
    private final byte[] buffer = new byte[BUFFER];
    private boolean open = true;

    InputChannel(FSDataInputStream in, long size) {
      this.in = in;
      this.size = size;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      int read = in.read(buffer, 0, Math.min(buffer.length, target.remaining()));
      if (read > 0) {
        target.put(buffer, 0, read);
      }
      return read;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public long position() throws IOException {
      return in.getPos();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      in.seek(Math.min(position, size));
      return this;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public SeekableByteChannel truncate(long to) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      in.close();
    }
  }
}
