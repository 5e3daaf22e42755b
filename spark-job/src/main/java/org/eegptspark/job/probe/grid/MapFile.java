package org.eegptspark.job.probe.grid;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.eegptspark.job.probe.EmbeddingMap;

/**
 * A map of embeddings as a file of JSON, made where it is not there.
 *
 * @param file its path, which tells it from maps of other windows
 * @param hadoop knows the file systems
 */
public record MapFile(Path file, Configuration hadoop) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The map in the file, or the one made and kept there.
   *
   * @throws IOException where the file cannot be read or written
   */
  public EmbeddingMap get(Supplier<EmbeddingMap> made) throws IOException {
    FileSystem files = file.getFileSystem(hadoop);
    if (files.exists(file)) {
      try (InputStream in = files.open(file)) {
        return JSON.readValue(in, EmbeddingMap.class);
      }
    }
    EmbeddingMap map = made.get();
    Path partial = file.suffix(".partial");
    try (OutputStream out = files.create(partial, true)) {
      JSON.writeValue(out, map);
    }
    files.rename(partial, file);
    return map;
  }
}
