package org.eegptspark.udf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;

/** Weights by name, on any file system that Hadoop reaches as well: {@code s3a://bucket/model}. */
public final class StoredWeights {
  private static final Pattern URI = Pattern.compile("(?!hf:)[a-z][a-z0-9+.-]*://.+");

  private StoredWeights() {}

  /**
   * Loads weights. Those on another file system are copied to this machine for as long as that
   * takes.
   *
   * @param weights as {@link Checkpoints#load(String)} takes them, or the URI of such a file or
   *     folder
   * @param hadoop knows the file systems
   * @throws BadInputException where they cannot be had or used: one line that says what to do
   */
  public static Checkpoint load(String weights, Configuration hadoop) {
    return load(weights, Optional.empty(), hadoop);
  }

  /**
   * As {@link #load(String, Configuration)}, of weights whose configuration the caller completes.
   *
   * @param configJson as {@link Checkpoints#load(String, Optional)} takes it
   */
  public static Checkpoint load(String weights, Optional<String> configJson, Configuration hadoop) {
    if (weights == null || !URI.matcher(weights).matches()) {
      return Checkpoints.load(weights, configJson);
    }
    try {
      org.apache.hadoop.fs.Path stored = new org.apache.hadoop.fs.Path(weights);
      FileSystem files = stored.getFileSystem(hadoop);
      BadInputException.check(files.exists(stored), "No weights at %s", weights);
      Path folder = Files.createTempDirectory("eegpt-weights");
      try {
        Path copy = folder.resolve(stored.getName());
        files.copyToLocalFile(false, stored, new org.apache.hadoop.fs.Path(copy.toUri()), true);
        return Checkpoints.load(copy, configJson, weights);
      } finally {
        delete(folder);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(e, "Cannot read weights %s: %s", weights, e.getMessage());
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
