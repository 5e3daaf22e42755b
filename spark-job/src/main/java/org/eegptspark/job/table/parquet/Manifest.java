package org.eegptspark.job.table.parquet;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which of this job's files belong to a table on an object store. There a file cannot be renamed
 * into a folder: it is written in place, and in the table once an entry of the log names it.
 *
 * <p>{@code _commits/files.json} names those that lay there when the job first wrote to the store,
 * {@code _commits/files-VERSION.json} those of every hundredth version, so that a driver that comes
 * to a table reads a hundred entries at most.
 */
final class Manifest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSIONS_A_LIST = 100;
  private static final String FIRST = "files.json";
  private static final Pattern LATER = Pattern.compile("files-(\\d+)\\.json");

  /** What this job calls its files: unit, run, attempt. */
  private static final Pattern OURS =
      Pattern.compile("\\w+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-\\w+-\\d+\\.parquet");

  private final Path folder;
  private final FileSystem files;
  private final ExclusiveCreate exclusive;
  private final CommitLog log;
  private State state;
  private boolean begun;

  Manifest(Path table, FileSystem files, ExclusiveCreate exclusive, CommitLog log) {
    this.folder = CommitLog.folderOf(table);
    this.files = files;
    this.exclusive = exclusive;
    this.log = log;
  }

  /** Names of files in the table, as of a version. */
  private record State(long version, Set<String> names) {}

  /** The files of a folder. */
  interface Listing {
    List<String> names() throws IOException;
  }

  /**
   * Starts the manifest unless there is one: from then on, files that it does not name are in no
   * table.
   *
   * @param present lists what is in the folder
   * @throws IOException where it cannot be written
   */
  synchronized void begin(Listing present) throws IOException {
    if (begun) {
      return;
    }
    Path first = new Path(folder, FIRST);
    if (!files.exists(first)) {
      State now = new State(log.last(), new TreeSet<>(present.names()));
      exclusive.create(first, JSON.writeValueAsBytes(now)); // or another driver was faster
    }
    begun = true;
  }

  /** Writes the list that later drivers begin with, where a version is due for one. */
  void committed(long version) throws IOException {
    Optional<Set<String>> names = names(version);
    if ((version + 1) % VERSIONS_A_LIST == 0 && names.isPresent()) {
      try (OutputStream out = files.create(new Path(folder, "files-" + version + ".json"), true)) {
        out.write(JSON.writeValueAsBytes(new State(version, names.get())));
      }
    }
  }

  /**
   * Whether a file is in the table as of a version: those of others always are.
   *
   * @param names of {@link #names}
   */
  static boolean holds(Optional<Set<String>> names, String file) {
    return names.isEmpty() || names.get().contains(file) || !isOurs(file);
  }

  /** Whether this job wrote a file, by its name. */
  static boolean isOurs(String file) {
    return OURS.matcher(file).matches();
  }

  /** This job's files in the table as of a version; nothing where there is no manifest. */
  synchronized Optional<Set<String>> names(long version) throws IOException {
    if (state == null || state.version > version) {
      Optional<State> newest = newest(version);
      if (newest.isEmpty()) {
        return Optional.empty();
      }
      state = newest.get();
    }
    Set<String> names = new TreeSet<>(state.names);
    for (long later = state.version + 1; later <= version; later++) {
      CommitLog.Entry entry = log.read(later);
      entry.removed().forEach(names::remove);
      if (entry.name() != null) {
        names.add(entry.name());
      }
    }
    state = new State(version, names);
    return Optional.of(names);
  }

  private Optional<State> newest(long version) throws IOException {
    long newest = -1;
    boolean first = false;
    for (FileStatus status : listed()) {
      String name = status.getPath().getName();
      Matcher later = LATER.matcher(name);
      first |= name.equals(FIRST);
      if (later.matches() && Long.parseLong(later.group(1)) <= version) {
        newest = Math.max(newest, Long.parseLong(later.group(1)));
      }
    }
    if (!first) {
      return Optional.empty();
    }
    return Optional.of(read(newest < 0 ? FIRST : "files-" + newest + ".json"));
  }

  private FileStatus[] listed() throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private State read(String name) throws IOException {
    try (InputStream in = files.open(new Path(folder, name))) {
      return JSON.readValue(in, State.class);
    }
  }
}
