package org.eegptspark.model.recording;

import java.util.List;
import java.util.Map;

/**
 * What is known of the whole recording that a segment is cut from.
 *
 * @param badChannels labels, as in the file, of channels that the corpus marks as bad
 * @param statistics one a channel of the segment's row; empty where they were not gathered
 * @param details what the corpus says beside: names such as {@code layout}, {@code run}, {@code
 *     age}
 */
public record RecordingFacts(
    List<String> badChannels, List<ChannelStatistics> statistics, Map<String, String> details) {
  /** Nothing. */
  public static final RecordingFacts NONE = new RecordingFacts(List.of(), List.of(), Map.of());

  /** Copies. */
  public RecordingFacts {
    badChannels = List.copyOf(badChannels);
    statistics = List.copyOf(statistics);
    details = Map.copyOf(details);
  }
}
