package org.eegptspark.job.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.RecordingReader;
import org.eegptspark.model.recording.RecordingReaders;

/** Finds the recordings of a corpus. */
public final class CorpusFiles {
  private CorpusFiles() {}

  /**
   * A recording's file.
   *
   * @param uri its fully qualified path
   * @param bytes its size
   */
  public record Found(String uri, long bytes) implements java.io.Serializable {}

  /**
   * Lists the recordings below folders, named directly or matched by globs. Parquet and Arrow files
   * that no JSON file describes are other data and passed over.
   *
   * @param inputs folders, files or globs, each on any file system that Hadoop reaches
   * @param layout tells companions from recordings, and which folders to pass over
   * @return largest first, each once
   * @throws BadInputException where a path does not exist, a file that is named is no recording, or
   *     nothing readable is found below all of them
   */
  public static List<Found> list(List<String> inputs, LayoutChoice layout, Configuration hadoop) {
    List<Found> found = new ArrayList<>();
    List<String> undescribed = new ArrayList<>();
    for (String input : inputs) {
      BadInputException.check(
          search(input, layout, hadoop, !isGlob(input), found, undescribed),
          "No such file or folder: %s; check the path given with --input",
          input);
    }
    BadInputException.check(
        !found.isEmpty() || undescribed.isEmpty(),
        "No recordings in %s: %s files such as %s have no JSON file of the same name beside them that"
            + " tells channels, sampling_rate_hz and unit",
        String.join(", ", inputs),
        undescribed.size(),
        undescribed.stream().findFirst().orElse(""));
    BadInputException.check(
        !found.isEmpty(),
        "No recordings in %s: expected files ending in %s",
        String.join(", ", inputs),
        String.join(" ", RecordingReaders.endings()));
    return found.stream()
        .distinct()
        .sorted(Comparator.comparingLong(Found::bytes).reversed().thenComparing(Found::uri))
        .toList();
  }

  /**
   * Whether there are recordings below a folder, or matched by a glob, whatever else lies there.
   */
  public static boolean areBelow(String input, LayoutChoice layout, Configuration hadoop) {
    List<Found> found = new ArrayList<>();
    return search(input, layout, hadoop, false, found, new ArrayList<>()) && !found.isEmpty();
  }

  /** Whether there is anything at a path or glob; what of it are recordings is added. */
  private static boolean search(
      String input,
      LayoutChoice layout,
      Configuration hadoop,
      boolean named,
      List<Found> found,
      List<String> undescribed) {
    try {
      Path path = new Path(input);
      FileSystem files = path.getFileSystem(hadoop);
      FileStatus[] matches = files.globStatus(path);
      if (matches == null) {
        return false;
      }
      for (FileStatus match : matches) {
        new Search(files, layout, found, undescribed).collect(match, named);
      }
      return matches.length > 0;
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          e, "Cannot list %s: %s; check the path given with --input", input, e.getMessage());
    }
  }

  private static boolean isGlob(String input) {
    return input.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /**
   * A search of one file system.
   *
   * @param found receives recordings
   * @param undescribed receives files that would be recordings if another lay beside them
   */
  private record Search(
      FileSystem files, LayoutChoice layout, List<Found> found, List<String> undescribed) {
    void collect(FileStatus status, boolean named) throws IOException {
      if (status.isDirectory()) {
        collectBelow(status.getPath());
      } else {
        Path folder = status.getPath().getParent();
        collectFile(status, named, name -> files.exists(new Path(folder, name)));
      }
    }

    private void collectBelow(Path folder) throws IOException {
      FileStatus[] children = files.listStatus(folder);
      Set<String> names =
          Arrays.stream(children)
              .map(child -> child.getPath().getName())
              .collect(Collectors.toSet());
      for (FileStatus child : children) {
        String name = child.getPath().getName();
        boolean hidden = name.startsWith(".") || name.startsWith("_");
        if (!child.isDirectory()) {
          collectFile(child, false, names::contains);
        } else if (!hidden && !layout.passesOver(name, names)) {
          collectBelow(child.getPath());
        }
      }
    }

    private void collectFile(FileStatus status, boolean named, Beside beside) throws IOException {
      String path = status.getPath().toString();
      String name = status.getPath().getName();
      boolean companion = layout.of(path).isCompanion(path);
      BadInputException.check(
          !(named && companion),
          "%s holds labels of the recording beside it: give that, or their folder",
          path);
      Optional<RecordingReader> reader = RecordingReaders.forFile(name);
      BadInputException.check(
          !named || reader.isPresent(),
          "%s is not a recording this version reads: expected a file ending in %s",
          path,
          String.join(" ", RecordingReaders.endings()));
      if (companion || reader.isEmpty()) {
        return;
      }
      Optional<String> needed = reader.get().needed(name);
      if (needed.isEmpty() || beside.holds(needed.get())) {
        found.add(new Found(path, status.getLen()));
        return;
      }
      BadInputException.check(
          !named,
          "%s is no recording as it is: put a file %s beside it that tells channels,"
              + " sampling_rate_hz and unit",
          path,
          needed.get());
      undescribed.add(path);
    }
  }

  /** Whether a folder holds a file of a name. */
  private interface Beside {
    boolean holds(String name) throws IOException;
  }
}
