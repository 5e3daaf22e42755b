package org.eegptspark.model.recording;

/**
 * A remark on a stretch of a recording.
 *
 * @param onsetS seconds from the recording's start
 * @param durationS seconds; 0 for a moment, -1 where the file gives none
 * @param text as in the file
 */
public record Annotation(double onsetS, double durationS, String text) {}
