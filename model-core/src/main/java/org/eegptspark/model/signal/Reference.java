package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eegptspark.model.BadInputException;

/**
 * What the montage's channels are measured against.
 *
 * @param kind how it is found
 * @param electrode of {@link Kind#SINGLE}, a normalized name; empty otherwise
 */
public record Reference(Kind kind, String electrode) implements Serializable {
  /** As recorded. */
  public static final Reference NONE = new Reference(Kind.NONE, "");

  /** The mean over the montage's channels. */
  public static final Reference AVERAGE = new Reference(Kind.AVERAGE, "");

  /** The mean of both ears, or of both mastoids where there are no ears. */
  public static final Reference LINKED_EARS = new Reference(Kind.LINKED_EARS, "");

  private static final String SINGLE = "single:";
  private static final List<List<String>> EARS = List.of(List.of("A1", "A2"), List.of("M1", "M2"));

  /** How a reference is found. */
  public enum Kind {
    /** As recorded. */
    NONE,
    /** The mean over the montage's channels. */
    AVERAGE,
    /** The mean of A1 and A2, or of M1 and M2. */
    LINKED_EARS,
    /** One electrode, in the montage or not. */
    SINGLE
  }

  /**
   * The reference that an option says: {@code none}, {@code average}, {@code linked-ears}, or
   * {@code single:NAME}.
   *
   * @throws BadInputException for anything else
   */
  public static Reference parse(String option) {
    String text = option.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith(SINGLE) && text.length() > SINGLE.length()) {
      return new Reference(Kind.SINGLE, ChannelNames.normalize(text.substring(SINGLE.length())));
    }
    return switch (text) {
      case "none" -> NONE;
      case "average" -> AVERAGE;
      case "linked-ears" -> LINKED_EARS;
      default ->
          throw new BadInputException(
              "Unknown reference '%s': expected average, linked-ears, single:NAME or none", option);
    };
  }

  /**
   * Whether it is of channels of the recording that the montage need not have; these are subtracted
   * before all other steps, which, linear as they are, makes no difference to the result.
   */
  public boolean isOfChannels() {
    return kind == Kind.LINKED_EARS || kind == Kind.SINGLE;
  }

  /**
   * The channels whose mean is subtracted.
   *
   * @param fileLabels of the recording
   * @return their indices; none unless {@link #isOfChannels}
   * @throws BadInputException where the recording lacks one
   */
  int[] channels(List<String> fileLabels) {
    if (!isOfChannels()) {
      return new int[0];
    }
    Map<String, Integer> indexOf = new HashMap<>();
    for (int i = 0; i < fileLabels.size(); i++) {
      indexOf.putIfAbsent(ChannelNames.normalize(fileLabels.get(i)), i);
    }
    List<List<String>> choices =
        kind == Kind.SINGLE ? List.of(List.of(electrode)) : new ArrayList<>(EARS);
    List<String> chosen =
        choices.stream()
            .filter(names -> indexOf.keySet().containsAll(names))
            .findFirst()
            .orElse(List.of());
    check(
        !chosen.isEmpty(),
        "The recording has no %s to be its reference: its channels are %s; choose another"
            + " --reference",
        kind == Kind.SINGLE ? electrode : "A1 and A2, or M1 and M2,",
        fileLabels);
    return chosen.stream().mapToInt(indexOf::get).toArray();
  }

  /** The reference as canonical text. */
  String describe() {
    return "reference " + (kind == Kind.SINGLE ? SINGLE + electrode : "linked-ears");
  }
}
