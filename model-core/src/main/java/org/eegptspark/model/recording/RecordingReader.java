package org.eegptspark.model.recording;

import java.io.IOException;
import org.eegptspark.model.BadInputException;

/** Reads one family of recording formats. Stateless; safe for use by several threads. */
public interface RecordingReader {
  /** Whether a file of this name is one this reader opens: judged by its ending, case aside. */
  boolean reads(String fileName);

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
