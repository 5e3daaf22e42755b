package org.eegptspark.model.recording;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eegptspark.model.BadInputException;

/** Reads one family of recording formats. Stateless; safe for use by several threads. */
public interface RecordingReader {
  /** How the names of the files end that this reader opens, in lower case: {@code .edf}. */
  List<String> endings();

  /** Whether a file of this name is one this reader opens: judged by its ending, case aside. */
  default boolean reads(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return endings().stream().anyMatch(name::endsWith);
  }

  /**
   * The name of the file that must lie beside one of this name for that to be a recording: of
   * formats that mostly hold other things. Empty where the name alone tells.
   */
  default Optional<String> needed(String fileName) {
    return Optional.empty();
  }

  /**
   * Opens a recording: reads its header and annotations, not its samples.
   *
   * @return the recording, which the caller closes
   * @throws BadInputException where the bytes are not a readable recording: what, where, and what
   *     to do
   * @throws IOException where the bytes cannot be had
   */
  Recording open(RecordingFile file) throws IOException;
}
