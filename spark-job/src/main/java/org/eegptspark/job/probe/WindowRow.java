package org.eegptspark.job.probe;

import org.eegptspark.model.recording.Annotation;

/**
 * A window of an embeddings table, without its tokens. What a table does not tell is null.
 *
 * @param recordingId the recording's
 * @param window its index in the recording
 * @param source the recording's file
 * @param subject the subject's code
 * @param session the session's code, which is the subject's own
 * @param startS start in the recording, in seconds; NaN where the table has none
 * @param durationS length in seconds; NaN likewise
 * @param label value of the column of labels or targets
 * @param trial onset of the annotation that the label is of; null where it is a column's
 * @param group value of the column that windows are split by
 */
public record WindowRow(
    String recordingId,
    long window,
    String source,
    String subject,
    String session,
    double startS,
    double durationS,
    String label,
    Double trial,
    String group) {
  /** What messages call the recording: its file, or else its id. */
  String recording() {
    return source == null ? recordingId : source;
  }

  /** This window with the label of an annotation. */
  WindowRow labelled(Annotation annotation) {
    return new WindowRow(
        recordingId,
        window,
        source,
        subject,
        session,
        startS,
        durationS,
        annotation.text(),
        annotation.onsetS(),
        group);
  }
}
