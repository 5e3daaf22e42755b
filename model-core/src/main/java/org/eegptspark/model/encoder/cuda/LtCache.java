package org.eegptspark.model.encoder.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.eegptspark.model.download.CacheFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the algorithms that were timed: a file a shape in the folder {@code cublaslt} of the cache,
 * named after the GPU, the library's version and the shape. It holds the words of both algorithms
 * and their hash. What is damaged or missing is timed anew; where the folder cannot be written,
 * every process times for itself.
 */
final class LtCache {
  private static final Logger LOG = LoggerFactory.getLogger(LtCache.class);

  private LtCache() {}

  /** The algorithms of a shape; null where none are kept. */
  static LtAlgorithms read(LtShape shape) {
    return read(file(shape));
  }

  static void write(LtShape shape, LtAlgorithms algorithms) {
    write(file(shape), algorithms);
  }

  private static Path file(LtShape shape) {
    String name = Cuda.device() + "-" + Lt.version() + "-" + shape;
    return CacheFolder.path().resolve("cublaslt").resolve(name.replaceAll("[^A-Za-z0-9.-]", "_"));
  }

  /** What a file holds; null where it is missing or damaged. */
  static LtAlgorithms read(Path file) {
    try {
      List<Long> words = new ArrayList<>();
      for (String word : Files.readString(file).trim().split("\\s+")) {
        words.add(Long.parseUnsignedLong(word, 16));
      }
      int hash = words.size() - 1;
      if (hash != 2 * LtAlgorithm.WORDS || words.get(hash) != hash(words.subList(0, hash))) {
        return null;
      }
      return new LtAlgorithms(
          new LtAlgorithm(words.subList(0, LtAlgorithm.WORDS)),
          new LtAlgorithm(words.subList(LtAlgorithm.WORDS, hash)));
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  /** Replaces a file at once, so that no other process reads half of it. */
  static void write(Path file, LtAlgorithms algorithms) {
    List<Long> words = new ArrayList<>(algorithms.few().words());
    words.addAll(algorithms.many().words());
    words.add(hash(words));
    try {
      Files.createDirectories(file.getParent());
      Path part = Files.createTempFile(file.getParent(), "part", "");
      Files.writeString(
          part, String.join("\n", words.stream().map(Long::toHexString).toList()) + "\n");
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.info("Timed algorithms are not kept: {}", e.toString());
    }
  }

  private static long hash(List<Long> words) {
    return words.hashCode();
  }
}
