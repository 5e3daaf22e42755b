package org.eegptspark.job.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.BadInputException;

/** A folder of Parquet files that Spark and others read as one table. */
public final class ParquetTable {
  private final Path folder;
  private final FileSystem files;

  /**
   * A table by its folder, which need not exist.
   *
   * @throws BadInputException where the folder's file system cannot be reached
   */
  public ParquetTable(String folder, Configuration hadoop) {
    this.folder = new Path(folder);
    try {
      this.files = this.folder.getFileSystem(hadoop);
    } catch (IOException e) {
      throw new BadInputException(e, "Cannot reach %s: %s", folder, e.getMessage());
    }
  }

  /** Whether the folder holds at least one Parquet file, at any depth that readers look at. */
  public boolean exists() {
    try {
      return files.exists(folder) && holdsParquet(folder);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private boolean holdsParquet(Path below) throws IOException {
    for (FileStatus child : files.listStatus(below)) {
      String name = child.getPath().getName();
      if (name.startsWith("_") || name.startsWith(".")) {
        continue;
      }
      if (child.isDirectory() ? holdsParquet(child.getPath()) : name.endsWith(".parquet")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The distinct values of a text column.
   *
   * @throws BadInputException where the table has no such column
   */
  public Set<String> distinct(SparkSession spark, String column) {
    var table = spark.read().parquet(folder.toString());
    BadInputException.check(
        Arrays.asList(table.columns()).contains(column),
        "%s holds Parquet files without a column %s: it is not a table of this job; choose another"
            + " folder",
        folder,
        column);
    return table.select(column).distinct().as(Encoders.STRING()).collectAsList().stream()
        .collect(Collectors.toSet());
  }

  /** A folder inside the table's, unseen by readers, for files that are not complete yet. */
  public String staging(String run) {
    return new Path(folder, "_staging/" + run).toString();
  }

  /**
   * Moves a staged file into the table, where readers see it at once and whole.
   *
   * @throws BadInputException where it cannot be moved
   */
  public void publish(String staged, String name) {
    try {
      if (!files.rename(new Path(staged), new Path(folder, name))) {
        throw new IOException("rename refused");
      }
    } catch (IOException e) {
      throw new BadInputException(
          e, "Cannot move %s to %s/%s: %s", staged, folder, name, e.getMessage());
    }
  }

  /** Deletes a staging folder and what is left in it. */
  public void discard(String staging) {
    try {
      Path path = new Path(staging);
      files.delete(path, true);
      Path parent = path.getParent();
      if (files.exists(parent) && files.listStatus(parent).length == 0) {
        files.delete(parent, false);
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private BadInputException unreachable(IOException e) {
    return new BadInputException(e, "Cannot read or write %s: %s", folder, e.getMessage());
  }
}
