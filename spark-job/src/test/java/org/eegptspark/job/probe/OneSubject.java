package org.eegptspark.job.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.io.FileUtils;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.action.Featurize;
import org.eegptspark.job.action.Ingest;
import org.eegptspark.job.probe.LabelChoice.AnnotationChoice;
import org.eegptspark.job.probe.LabelChoice.ClassOfLabels;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.signal.WindowGrid;

/**
 * Tables of the eight recordings of one subject that the demonstration weights were pretrained on,
 * made once a JVM: tests read them, and write elsewhere.
 */
final class OneSubject {
  private static OneSubject made;

  private final String recordings;
  private final String embeddings;

  private OneSubject(Path folder) {
    recordings = folder.resolve("recordings").toString();
    embeddings = folder.resolve("embeddings").toString();
  }

  /** The tables; the test is skipped where there are no recordings. */
  static synchronized OneSubject tables() {
    String edf = TestData.file("data/eegmmidb").toString();
    if (made == null) {
      try {
        Path folder = Files.createTempDirectory("one-subject");
        OneSubject tables = new OneSubject(folder);
        new Ingest(SharedSpark.session()).input(List.of(edf)).output(tables.recordings).execute();
        tables.featurize(tables.embeddings).execute();
        FileUtils.forceDeleteOnExit(folder.toFile());
        made = tables;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return made;
  }

  /** Segments of the recordings. */
  String recordings() {
    return recordings;
  }

  /** Windows of four seconds, one a second. */
  String embeddings() {
    return embeddings;
  }

  /** What the embeddings were made by, into another table. */
  Featurize featurize(String output) {
    try (Checkpoint demo = Checkpoints.load("demo")) {
      return new Featurize(SharedSpark.session())
          .input(recordings)
          .output(output)
          .checkpoint(demo)
          .grid(WindowGrid.parse("4s", "1s"));
    }
  }

  /** Windows that lie in rest or in a movement for all but half a second. */
  LabelChoice restOrMovement(OptionalLong shuffleSeed) {
    return new LabelChoice(
        "label",
        false,
        Optional.of(new AnnotationChoice(recordings, 3.5)),
        List.of(ClassOfLabels.parse("rest=T0"), ClassOfLabels.parse("movement=T1,T2")),
        shuffleSeed);
  }
}
