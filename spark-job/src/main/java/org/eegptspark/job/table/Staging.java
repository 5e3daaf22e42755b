package org.eegptspark.job.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Units of work that are not in the table yet: {@code TABLE/_staging/UNIT/RUN}, each run of a unit
 * in a folder of its own.
 *
 * <p>A unit that is written completely has an account of it beside its parts. A later run that
 * finds one commits it rather than do the work again.
 */
public final class Staging {
  /** A run in which nothing was begun for so long is taken for dead. */
  public static final Duration DEAD_AFTER = Duration.ofDays(1);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCOUNT = "unit.json";
  private static final String PARTS = "parts";

  private final Path folder;
  private final FileSystem files;

  /**
   * Of a table.
   *
   * @throws IOException where its file system cannot be reached
   */
  public Staging(Path table, Configuration hadoop) throws IOException {
    this.folder = new Path(table, "_staging");
    this.files = folder.getFileSystem(hadoop);
  }

  /**
   * One run of a unit.
   *
   * @param unit its key: the same for the same work
   * @param folder of this run alone
   */
  public record Run(String unit, Path folder) {
    /** Where Spark's tasks write. */
    public Path parts() {
      return new Path(folder, PARTS);
    }
  }

  /** Starts a run of a unit. */
  public Run begin(String unit) {
    return new Run(unit, new Path(new Path(folder, unit), UUID.randomUUID().toString()));
  }

  /** Says that a run's parts are complete, with an account of the work. */
  public void complete(Run run, Object account) throws IOException {
    Path whole = new Path(run.folder(), ".tmp-" + ACCOUNT);
    try (OutputStream out = files.create(whole, true)) {
      out.write(JSON.writeValueAsBytes(account));
    }
    if (!files.rename(whole, new Path(run.folder(), ACCOUNT))) {
      throw new IOException("Cannot write " + run.folder() + "/" + ACCOUNT);
    }
  }

  /** A complete run of a unit, if an earlier driver has left one. */
  public Optional<Run> complete(String unit) throws IOException {
    for (FileStatus run : list(new Path(folder, unit))) {
      if (files.exists(new Path(run.getPath(), ACCOUNT))) {
        return Optional.of(new Run(unit, run.getPath()));
      }
    }
    return Optional.empty();
  }

  /** The account of a complete run. */
  public <T> T account(Run run, Class<T> type) throws IOException {
    try (InputStream in = files.open(new Path(run.folder(), ACCOUNT))) {
      return JSON.readValue(in, type);
    }
  }

  /** Parquet files of a run, in order of the tasks that wrote them. */
  public List<String> parts(Run run) throws IOException {
    List<String> parts = new ArrayList<>();
    for (FileStatus status : list(run.parts())) {
      String name = status.getPath().getName();
      if (name.endsWith(".parquet") && !name.startsWith("_") && !name.startsWith(".")) {
        parts.add(status.getPath().toString());
      }
    }
    Collections.sort(parts);
    return parts;
  }

  /** Deletes a run and what is left of it. */
  public void discard(Run run) throws IOException {
    files.delete(run.folder(), true);
    removeIfEmpty(run.folder().getParent());
    removeIfEmpty(folder);
  }

  /**
   * Deletes what dead runs left: those in which nothing was begun for so long, as a younger one's
   * driver may be alive.
   *
   * @return runs deleted
   */
  public int sweep(Duration age) throws IOException {
    long youngest = System.currentTimeMillis() - age.toMillis();
    int swept = 0;
    for (FileStatus unit : list(folder)) {
      for (FileStatus run : list(unit.getPath())) {
        if (run.getModificationTime() < youngest) {
          files.delete(run.getPath(), true);
          swept++;
        }
      }
      removeIfEmpty(unit.getPath());
    }
    removeIfEmpty(folder);
    return swept;
  }

  private void removeIfEmpty(Path path) throws IOException {
    try {
      if (files.listStatus(path).length == 0) {
        files.delete(path, false);
      }
    } catch (FileNotFoundException | org.apache.hadoop.fs.PathIsNotEmptyDirectoryException e) {
      return; // another run began or ended here in between
    }
  }

  private List<FileStatus> list(Path path) throws IOException {
    try {
      return List.of(files.listStatus(path));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
