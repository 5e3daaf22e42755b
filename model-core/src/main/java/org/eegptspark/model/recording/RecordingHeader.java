package org.eegptspark.model.recording;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What a recording says of itself.
 *
 * @param format such as "EDF+C", "BDF", "BrainVision"
 * @param subject the subject's code; empty where absent or withheld ("X")
 * @param startedAt local wall-clock time of the first sample; empty where absent or impossible
 * @param groups the ordinary signals by sampling rate, in order of first appearance; annotation
 *     signals are not among them
 * @param annotations in order of onset
 * @param losses what the file promised and does not hold, or what had to be guessed: one sentence
 *     each; empty for a sound file
 */
public record RecordingHeader(
    String format,
    Optional<String> subject,
    Optional<LocalDateTime> startedAt,
    List<SignalGroup> groups,
    List<Annotation> annotations,
    List<String> losses) {
  /** Copies the lists. */
  public RecordingHeader {
    groups = List.copyOf(groups);
    annotations = List.copyOf(annotations);
    losses = List.copyOf(losses);
  }
}
