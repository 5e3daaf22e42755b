package org.eegptspark.job.probe;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.SessionNeeds;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.recording.Annotation;

/**
 * The annotations of recordings, and which one a window lies in.
 *
 * <p>They are joined here rather than kept in the embeddings table: a segment's row knows none that
 * begins after it, though its last window may reach there, and labels may change without the model
 * having to run again. Only the annotations are read, none of the samples.
 */
final class AnnotationLabels {
  private static final Annotation NONE = new Annotation(Double.NaN, Double.NaN, null);

  private final Map<String, List<Annotation>> ofRecording;
  private final double leastSeconds;

  private AnnotationLabels(Map<String, List<Annotation>> ofRecording, double leastSeconds) {
    this.ofRecording = ofRecording;
    this.leastSeconds = leastSeconds;
  }

  /** Reads the annotations of the recordings that windows are of. */
  static AnnotationLabels read(
      SparkSession session, LabelChoice.AnnotationChoice choice, List<WindowRow> windows) {
    check(
        choice.leastSeconds() > 0,
        "--min-overlap must be positive, but was %s s",
        choice.leastSeconds());
    SparkSession spark = SessionNeeds.newSession(session);
    String name = choice.recordings();
    Dataset<Row> table =
        Tables.rows(spark, name, "make one with 'eegpt ingest --output " + name + "'");
    check(
        List.of(table.columns()).containsAll(List.of("recording_id", "annotations")),
        "%s is no recordings table: it has no column annotations",
        name);
    Set<String> wanted = windows.stream().map(WindowRow::recordingId).collect(Collectors.toSet());
    // Segments repeat an annotation that reaches over their borders.
    Iterator<Row> rows =
        table
            .select(col("recording_id"), explode(col("annotations")).as("a"))
            .select("recording_id", "a.onset_s", "a.duration_s", "a.text")
            .distinct()
            .toLocalIterator();
    Map<String, List<Annotation>> found = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (wanted.contains(row.getString(0))) {
        found
            .computeIfAbsent(row.getString(0), id -> new ArrayList<>())
            .add(new Annotation(row.getDouble(1), row.getDouble(2), row.getString(3)));
      }
    }
    check(
        !found.isEmpty(), "%s has no annotation of any of the %s recordings", name, wanted.size());
    return new AnnotationLabels(found, choice.leastSeconds());
  }

  /** Windows with the label of the annotation that they lie in, or with none. */
  List<WindowRow> label(List<WindowRow> windows) {
    return windows.stream().map(window -> window.labelled(of(window).orElse(NONE))).toList();
  }

  /**
   * The annotation that most of a window lies in: of several with as much of it the one that began
   * last. Empty where none has enough.
   */
  private Optional<Annotation> of(WindowRow window) {
    check(
        !Double.isNaN(window.startS()) && !Double.isNaN(window.durationS()),
        "--min-overlap needs the columns start_s and duration_s, which window %s of recording %s"
            + " lacks",
        window.window(),
        window.recordingId());
    Annotation best = null;
    double most = 0;
    for (Annotation annotation : ofRecording.getOrDefault(window.recordingId(), List.of())) {
      double overlap =
          Math.min(
                  annotation.onsetS() + annotation.durationS(),
                  window.startS() + window.durationS())
              - Math.max(annotation.onsetS(), window.startS());
      boolean isMore =
          overlap > most
              || (best != null && overlap == most && annotation.onsetS() > best.onsetS());
      if (overlap >= leastSeconds && isMore) {
        best = annotation;
        most = overlap;
      }
    }
    return Optional.ofNullable(best);
  }
}
