package org.eegptspark.model.recording;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the bytes of a recording are: a local file, or a file of any file system behind it. */
public interface RecordingFile {
  /** The path or URI as the user knows it, for messages and the {@code source} column. */
  String name();

  /**
   * Opens the file for reading from its start.
   *
   * @return a channel that the caller closes
   * @throws IOException where there is no such file, or it cannot be read
   */
  SeekableByteChannel open() throws IOException;

  /** The file of this plain name in the same folder: formats of several files name their parts. */
  RecordingFile sibling(String fileName);

  /** Where the local file system has it, for libraries that read nothing else. */
  default Optional<Path> localPath() {
    return Optional.empty();
  }

  /** A file of the local file system. */
  static RecordingFile of(Path path) {
    return new RecordingFile() {
      @Override
      public String name() {
        return path.toString();
      }

      @Override
      public SeekableByteChannel open() throws IOException {
        return Files.newByteChannel(path);
      }

      @Override
      public RecordingFile sibling(String fileName) {
        return of(path.resolveSibling(fileName));
      }

      @Override
      public Optional<Path> localPath() {
        return Optional.of(path);
      }
    };
  }
}
