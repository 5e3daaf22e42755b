package org.eegptspark.job.table;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Local files, until a number of changes below a folder are made: from then on every change there
 * is refused, as if the process had been killed at that moment.
 */
public final class MortalFileSystem extends LocalFileSystem {
  private static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);
  private static final AtomicInteger MADE = new AtomicInteger();
  private static volatile String folder = "\0";

  /** Has a context's local files be these. */
  public static void install(Configuration hadoop, String below) {
    folder = below;
    hadoop.set("fs.file.impl", MortalFileSystem.class.getName());
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
  }

  /** Has them be ordinary again. */
  public static void uninstall(Configuration hadoop) {
    live();
    folder = "\0";
    hadoop.unset("fs.file.impl");
    hadoop.unset("fs.file.impl.disable.cache");
  }

  /** Lets so many changes through, and none after them. */
  public static void dieAfter(int changes) {
    MADE.set(0);
    LEFT.set(changes);
  }

  /** Lets all changes through. */
  public static void live() {
    dieAfter(Integer.MAX_VALUE);
  }

  /** Changes made since the last call of another method here. */
  public static int changes() {
    return MADE.get();
  }

  private static void change(Path path) throws IOException {
    if (path.toString().contains(folder)) {
      if (MADE.get() >= LEFT.get()) {
        throw new IOException("The process is dead");
      }
      MADE.incrementAndGet();
    }
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change(file);
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change(from);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    change(file);
    return super.delete(file, recursive);
  }
}
