package org.eegptspark.job.table.parquet;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What was committed to a folder of Parquet files: {@code _commits/VERSION.json}, one file a
 * commit, each created exclusively.
 *
 * <p>The entry is the commit. Then files are moved to where it says: by the driver that wrote it,
 * or by whoever looks at the log next. As nobody adds an entry before the last one's files are in
 * place, only the last one's can be missing.
 */
final class CommitLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENDING = ".json";

  private final Path table;
  private final Path folder;
  private final FileSystem files;
  private final ExclusiveCreate exclusive;
  private long known = -1;

  CommitLog(Path table, FileSystem files) {
    this.table = table;
    this.folder = new Path(table, "_commits");
    this.files = files;
    this.exclusive = ExclusiveCreate.on(files);
  }

  /**
   * A commit.
   *
   * @param staged where a new file lies, below the table's folder; null where none is added
   * @param name its name in the table, which no other file ever had
   * @param rows that it holds
   * @param removed names of files that go, before the new one comes: readers that list the folder
   *     never see rows twice
   */
  record Entry(String staged, String name, long rows, List<String> removed) {
    static Entry adding(String staged, String name, long rows) {
      return new Entry(staged, name, rows, List.of());
    }

    static Entry removing(List<String> names) {
      return new Entry(null, null, 0, names);
    }
  }

  /**
   * The newest version, once its files are in place; -1 where there is none.
   *
   * @throws IOException where the log cannot be read, or files not be moved
   */
  synchronized long last() throws IOException {
    if (known < 0) {
      known = newest();
      if (known >= 0) {
        rollForward(read(known));
      }
    }
    // Later ones are asked for by name: listing the log at each commit would be quadratic.
    while (known >= 0 && files.exists(file(known + 1))) {
      rollForward(read(known + 1));
      known++;
    }
    if (known < 0 && files.exists(file(0))) {
      return last();
    }
    return known;
  }

  /**
   * Adds the entry that follows a version.
   *
   * @return false where there is a later one already
   * @throws IOException where the entry cannot be written, or its files not be moved: then it is
   *     committed, and {@link #last} moves them
   */
  synchronized boolean append(long version, Entry entry) throws IOException {
    if (!exclusive.create(file(version + 1), JSON.writeValueAsBytes(entry))) {
      return false;
    }
    rollForward(entry);
    known = version + 1;
    return true;
  }

  private long newest() throws IOException {
    long newest = -1;
    try {
      for (FileStatus status : files.listStatus(folder)) {
        String name = status.getPath().getName();
        if (name.matches("\\d+\\" + ENDING)) {
          newest =
              Math.max(newest, Long.parseLong(name.substring(0, name.length() - ENDING.length())));
        }
      }
    } catch (FileNotFoundException e) {
      return -1; // no log yet
    }
    return newest;
  }

  private Entry read(long version) throws IOException {
    try (InputStream in = files.open(file(version))) {
      return JSON.readValue(in, Entry.class);
    }
  }

  private void rollForward(Entry entry) throws IOException {
    for (String name : entry.removed()) {
      files.delete(new Path(table, name), false);
    }
    if (entry.staged() == null) {
      return;
    }
    Path staged = new Path(table, entry.staged());
    if (!files.exists(staged)) {
      return; // moved already
    }
    Path target = new Path(table, entry.name());
    try {
      if (!files.rename(staged, target) && files.exists(staged)) {
        throw new IOException("Cannot move " + staged + " to " + target);
      }
    } catch (FileNotFoundException e) {
      if (!files.exists(target)) {
        throw e;
      }
    }
  }

  private Path file(long version) {
    return new Path(folder, String.format(Locale.ROOT, "%020d", version) + ENDING);
  }
}
