package org.eegptspark.job.corpus.layout;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.eegptspark.job.corpus.HadoopRecordingFile;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.FileText;

/**
 * The files around a recording, on whatever file system it lies.
 *
 * @param recording the file in whose folder they lie
 */
public record Companions(HadoopRecordingFile recording) {
  /** Labels and descriptions are small: a larger file is none. */
  private static final long MOST_BYTES = 64L << 20;

  /** The recording's path. */
  String path() {
    return recording.path().toString();
  }

  /** The recording's name without folder. */
  String name() {
    return recording.path().getName();
  }

  /** Its folder. */
  Path folder() {
    return recording.path().getParent();
  }

  /** Names of the files in its folder. */
  List<String> names() throws IOException {
    return names(folder());
  }

  /** Names of the files in a folder; none where there is no such folder. */
  List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus status : files().listStatus(folder)) {
        if (status.isFile()) {
          names.add(status.getPath().getName());
        }
      }
    } catch (FileNotFoundException gone) {
      return List.of();
    }
    return names;
  }

  /** The file of a name in its folder, whether there or not. */
  HadoopRecordingFile sibling(String name) {
    return new HadoopRecordingFile(new Path(folder(), name), recording.hadoop());
  }

  /**
   * A text file; empty where there is none.
   *
   * @throws BadInputException where it is too large for one
   */
  Optional<String> text(Path file) throws IOException {
    FileSystem files = files();
    try {
      long bytes = files.getFileStatus(file).getLen();
      BadInputException.check(
          bytes <= MOST_BYTES, "%s has %s bytes: too many for labels", file, bytes);
      try (InputStream in = files.open(file)) {
        byte[] all = in.readAllBytes();
        return Optional.of(FileText.decode(all, 0, all.length));
      }
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    }
  }

  private FileSystem files() throws IOException {
    return recording.path().getFileSystem(recording.hadoop());
  }
}
