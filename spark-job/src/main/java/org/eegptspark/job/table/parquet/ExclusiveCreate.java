package org.eegptspark.job.table.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Creates a file that is whole from its first moment, unless there is one of that name. */
interface ExclusiveCreate {
  /**
   * Creates a small file.
   *
   * @return false where there is one already: it is left as it is
   * @throws IOException where it cannot be written; whether it was is not known then
   */
  boolean create(Path file, byte[] content) throws IOException;

  /** The way of a file system. */
  static ExclusiveCreate on(FileSystem files) {
    boolean local = files.getUri().getScheme().equals("file");
    return (file, content) -> {
      Path whole = new Path(file.getParent(), ".tmp-" + UUID.randomUUID());
      try {
        try (OutputStream out = files.create(whole, false)) {
          out.write(content);
        }
        return local ? link(whole, file) : !files.exists(file) && files.rename(whole, file);
      } finally {
        files.delete(whole, false);
      }
    };
  }

  /** Renaming would replace a local file; a link to one that exists is refused. */
  private static boolean link(Path whole, Path file) throws IOException {
    try {
      Files.createLink(local(file), local(whole));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}
