package org.eegptspark.udf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;

/** Weights that queries of this driver named: each is read once, or again when its file changes. */
final class NamedWeights {
  private static final Map<Key, SharedWeights> READ = new HashMap<>();

  private NamedWeights() {}

  /** What is the same weights of the same application: files by their sizes and times. */
  private record Key(String application, String weights, List<String> files) {}

  /**
   * Gives weights to the executors of a session's context.
   *
   * @param weights as {@link StoredWeights#load} takes them
   * @throws BadInputException where they cannot be had or used
   */
  static SharedWeights share(SparkSession session, String weights) {
    Key key = new Key(session.sparkContext().applicationId(), weights, files(weights));
    synchronized (READ) {
      SharedWeights read = READ.get(key);
      if (read == null) {
        try (Checkpoint checkpoint =
            StoredWeights.load(weights, session.sparkContext().hadoopConfiguration())) {
          read = SharedWeights.of(checkpoint);
        }
        READ.put(key, read);
      }
      return read;
    }
  }

  /** The files that weights are in, where they are files. */
  private static List<String> files(String weights) {
    try (Stream<Path> found = Files.walk(Path.of(weights), 1)) {
      return found.filter(Files::isRegularFile).map(NamedWeights::state).sorted().toList();
    } catch (IOException | InvalidPathException e) {
      return List.of(); // a name, a URI, or a path that loading will complain of
    }
  }

  private static String state(Path file) {
    try {
      return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return file.toString();
    }
  }
}
