package org.eegptspark.job.table.s3;

import io.delta.storage.S3SingleDriverLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log on S3 for any number of drivers: a version is created by a conditional PUT.
 *
 * <p>Delta's own store for S3 orders the commits of one driver alone; two may overwrite each
 * other's versions, silently. All that write to a table have to use a store that does not.
 */
public final class ConditionalLogStore extends S3SingleDriverLogStore {
  /** As Delta makes its stores. */
  public ConditionalLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    if (overwrite || !S3A.is(files)) {
      super.write(path, actions, overwrite, hadoop);
      return;
    }
    StringBuilder lines = new StringBuilder();
    actions.forEachRemaining(action -> lines.append(action).append('\n'));
    byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
    if (!new ConditionalPut(files).create(files.makeQualified(path), content)) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }
}
