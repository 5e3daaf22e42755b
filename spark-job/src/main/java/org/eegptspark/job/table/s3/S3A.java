package org.eegptspark.job.table.s3;

import org.apache.hadoop.fs.FileSystem;

/** Tells S3A's file systems from others, where S3A need not be on the class path. */
public final class S3A {
  private S3A() {}

  /** Whether a file system is S3A, whatever its scheme. */
  public static boolean is(FileSystem files) {
    for (Class<?> type = files.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals("org.apache.hadoop.fs.s3a.S3AFileSystem")) {
        return true;
      }
    }
    return false;
  }
}
