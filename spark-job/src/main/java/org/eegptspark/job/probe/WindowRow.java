package org.eegptspark.job.probe;

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
    String group) {
  /** This window with another label. */
  WindowRow withLabel(String other) {
    return new WindowRow(
        recordingId, window, source, subject, session, startS, durationS, other, group);
  }
}
