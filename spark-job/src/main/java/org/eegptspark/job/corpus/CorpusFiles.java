package org.eegptspark.job.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.eegptspark.model.BadInputException;
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
   * Lists the recordings below folders, named directly or matched by globs.
   *
   * @param inputs folders, files or globs, each on any file system that Hadoop reaches
   * @return largest first, each once
   * @throws BadInputException where a path does not exist, or nothing readable is found below all
   *     of them
   */
  public static List<Found> list(List<String> inputs, Configuration hadoop) {
    List<Found> found = new ArrayList<>();
    for (String input : inputs) {
      try {
        Path path = new Path(input);
        FileSystem files = path.getFileSystem(hadoop);
        FileStatus[] matches = files.globStatus(path);
        BadInputException.check(
            matches != null && matches.length > 0,
            "No such file or folder: %s; check the path given with --input",
            input);
        for (FileStatus match : matches) {
          collect(files, match, !isGlob(input), found);
        }
      } catch (IOException | IllegalArgumentException e) {
        throw new BadInputException(
            e, "Cannot list %s: %s; check the path given with --input", input, e.getMessage());
      }
    }
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

  private static boolean isGlob(String input) {
    return input.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  private static void collect(FileSystem files, FileStatus status, boolean named, List<Found> found)
      throws IOException {
    String name = status.getPath().getName();
    if (status.isDirectory()) {
      if (named || !(name.startsWith(".") || name.startsWith("_"))) {
        for (FileStatus child : files.listStatus(status.getPath())) {
          collect(files, child, false, found);
        }
      }
    } else if (RecordingReaders.forFile(name).isPresent()) {
      found.add(new Found(status.getPath().toString(), status.getLen()));
    } else {
      BadInputException.check(
          !named,
          "%s is not a recording this version reads: expected a file ending in %s",
          status.getPath(),
          String.join(" ", RecordingReaders.endings()));
    }
  }
}
