package org.eegptspark.job.table;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/** Parquet files that are about to be written. */
final class NewFile {
  private NewFile() {}

  /**
   * A file on any file system. On a local disk Hadoop, without its native library, starts a process
   * for each file to set permissions; and it writes a second file of checksums, which Parquet has
   * itself.
   */
  static OutputFile at(Path file, Configuration hadoop) throws IOException {
    if (file.getFileSystem(hadoop).getClass() != LocalFileSystem.class) {
      return HadoopOutputFile.fromPath(file, hadoop);
    }
    java.nio.file.Path local = java.nio.file.Path.of(file.toUri().getPath());
    Files.createDirectories(local.getParent());
    return new LocalOutputFile(local);
  }
}
