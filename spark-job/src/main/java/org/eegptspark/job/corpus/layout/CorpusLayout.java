package org.eegptspark.job.corpus.layout;

import java.io.IOException;
import java.util.Collection;
import org.eegptspark.model.recording.RecordingHeader;

/** How a family of corpora arranges its files. Stateless; safe for use by several threads. */
public interface CorpusLayout {
  /** Whether a path looks like that of a file of this layout. Nothing is opened. */
  boolean recognizes(String path);

  /** Whether a file that a reader would open is no recording but belongs to one. */
  default boolean isCompanion(String path) {
    return false;
  }

  /**
   * Whether a folder holds no recordings of the corpus's own: copies, code.
   *
   * @param name of the folder
   * @param siblings names of all that lies where it lies
   */
  default boolean passesOver(String name, Collection<String> siblings) {
    return false;
  }

  /**
   * What path and companions say of a recording.
   *
   * @param header as the recording itself has it
   * @return never null; a companion that cannot be read is told of in its notes, and its facts are
   *     left out
   * @throws IOException where the file system fails
   */
  LayoutFacts facts(Companions around, RecordingHeader header) throws IOException;
}
