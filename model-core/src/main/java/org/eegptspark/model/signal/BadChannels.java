package org.eegptspark.model.signal;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.RecordingFacts;

/**
 * What happens to channels that are no use: marked as bad by the corpus, or flat or clipped over
 * much of the recording ({@link ChannelStatistics}).
 */
public enum BadChannels {
  /** They are used like all others. */
  KEEP,
  /**
   * They are left out of the average reference, where one would reach all channels, and of what the
   * model is given, which takes any subset of its electrodes. They are not interpolated: that adds
   * nothing that their neighbours do not say.
   */
  LEAVE_OUT;

  /**
   * The choice that an option says.
   *
   * @throws BadInputException for anything else
   */
  public static BadChannels parse(String option) {
    return switch (option.strip().toLowerCase(Locale.ROOT)) {
      case "keep" -> KEEP;
      case "leave-out" -> LEAVE_OUT;
      default ->
          throw new BadInputException(
              "Unknown choice for bad channels '%s': expected keep or leave-out", option);
    };
  }

  /**
   * Which channels of a recording are bad.
   *
   * @param labels as in the file
   * @return as many as there are labels
   */
  public static boolean[] among(List<String> labels, RecordingFacts facts) {
    Set<String> marked = normalized(facts.badChannels());
    boolean[] bad = new boolean[labels.size()];
    for (int i = 0; i < bad.length; i++) {
      bad[i] = marked.contains(ChannelNames.normalize(labels.get(i)));
      if (!facts.statistics().isEmpty()) {
        ChannelStatistics channel = facts.statistics().get(i);
        bad[i] |= channel.isFlat() || channel.isClipped();
      }
    }
    return bad;
  }

  private static Set<String> normalized(Collection<String> labels) {
    return labels.stream().map(ChannelNames::normalize).collect(Collectors.toSet());
  }

  /** The step as canonical text. */
  String describe() {
    return "bad-channels left-out flat>="
        + CanonicalNumber.of(ChannelStatistics.FLAT_LIMIT)
        + " clipped>="
        + CanonicalNumber.of(ChannelStatistics.CLIPPED_LIMIT);
  }
}
