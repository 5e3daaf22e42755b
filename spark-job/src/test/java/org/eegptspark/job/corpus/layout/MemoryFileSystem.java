package org.eegptspark.job.corpus.layout;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system of Hadoop's that is a map of paths to contents, for fuzzing: {@code memory:///}.
 */
public final class MemoryFileSystem extends FileSystem {
  /** Contents by path, for all of the process. */
  static volatile Map<String, byte[]> files = Map.of();

  /** A configuration that knows of it. */
  static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    configuration.setClass("fs.memory.impl", MemoryFileSystem.class, FileSystem.class);
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create("memory:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws FileNotFoundException {
    return new FSDataInputStream(new Content(content(path)));
  }

  @Override
  public FileStatus[] listStatus(Path folder) {
    String prefix = folder.toUri().getPath() + "/";
    return files.entrySet().stream()
        .filter(file -> file.getKey().lastIndexOf('/') == prefix.length() - 1)
        .filter(file -> file.getKey().startsWith(prefix))
        .map(file -> status(new Path(getUri() + file.getKey().substring(1)), file.getValue()))
        .toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws FileNotFoundException {
    return status(path, content(path));
  }

  private static FileStatus status(Path path, byte[] content) {
    return new FileStatus(content.length, false, 1, 1, 0, path);
  }

  private static byte[] content(Path path) throws FileNotFoundException {
    byte[] content = files.get(path.toUri().getPath());
    if (content == null) {
      throw new FileNotFoundException(path.toString());
    }
    return content;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("memory:///");
  }

  private static final class Content extends FSInputStream {
    private final byte[] bytes;
    private int position;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void seek(long to) {
      if (to < 0) {
        throw new AssertionError("Asked for position " + to);
      }
      position = (int) Math.min(to, bytes.length);
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read() {
      return position < bytes.length ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int read = new ByteArrayInputStream(bytes, position, length).read(target, offset, length);
      position += Math.max(0, read);
      return read;
    }
  }
}
