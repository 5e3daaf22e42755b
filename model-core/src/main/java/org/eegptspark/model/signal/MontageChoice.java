package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.config.Montage;

/**
 * Which channels of a recording the model is given, as the montage option says.
 *
 * @param option {@code pretraining} (the 58 of the pretraining), {@code ten-twenty} (19), {@code
 *     auto} (every electrode that EEGPT knows and the recording has, in the order of {@link
 *     Electrodes#NAMES}), or names parted by commas. {@code 58} and {@code 19} are accepted; names
 *     are normalized as the recordings' are
 * @param missing what happens where the recording lacks one; {@code auto} lacks none
 * @param names of the recording's channels, where they are not the electrodes'
 */
public record MontageChoice(String option, MissingChannels missing, ElectrodeNames names)
    implements Serializable {
  /** The pretraining montage, all of it. */
  public static final MontageChoice PRETRAINING =
      new MontageChoice("pretraining", MissingChannels.FAIL);

  private static final String AUTO = "auto";

  /**
   * Brings the option to its canonical form.
   *
   * @throws BadInputException for unknown or repeated electrodes
   */
  public MontageChoice {
    option =
        switch (option.strip().toLowerCase(Locale.ROOT)) {
          case "pretraining", "58" -> "pretraining";
          case "ten-twenty", "19" -> "ten-twenty";
          case AUTO -> AUTO;
          default -> String.join(",", list(option).electrodes());
        };
  }

  /** Of recordings whose channels have their electrodes' names. */
  public MontageChoice(String option, MissingChannels missing) {
    this(option, missing, ElectrodeNames.NONE);
  }

  /** This choice for recordings of other names. */
  public MontageChoice withNames(ElectrodeNames other) {
    return new MontageChoice(option, missing, other);
  }

  /**
   * The choice that the two options say.
   *
   * @throws BadInputException where {@code option} is none of those of {@link #option}
   */
  public static MontageChoice parse(String option, MissingChannels missing) {
    return new MontageChoice(option, missing);
  }

  /**
   * Finds the channels among a recording's labels. Of two labels that normalize to one name the
   * first is taken.
   *
   * @throws BadInputException where a channel is missing and must not be, or none is there at all
   */
  public Selection select(List<String> fileLabels) {
    Map<String, Integer> indexOf = new HashMap<>();
    for (int i = 0; i < fileLabels.size(); i++) {
      indexOf.putIfAbsent(names.electrode(fileLabels.get(i)), i);
    }
    List<String> wanted = wanted();
    List<String> present = wanted.stream().filter(indexOf::containsKey).toList();
    check(
        !present.isEmpty(),
        "The recording has none of the montage's electrodes (%s): its channels are %s; name them"
            + " with --rename LABEL=ELECTRODE,...",
        option.equals(AUTO) ? "any of the 62 that EEGPT knows" : String.join(" ", wanted),
        fileLabels);
    if (missing == MissingChannels.FAIL && !option.equals(AUTO)) {
      List<String> absent = wanted.stream().filter(name -> !indexOf.containsKey(name)).toList();
      check(
          absent.isEmpty(),
          "The recording lacks %s of the montage's %s channels: %s; it has %s: use --montage auto"
              + " to take all known ones that are there, or --missing skip to leave these out",
          absent.size(),
          wanted.size(),
          String.join(" ", absent),
          String.join(" ", present));
    }
    return new Selection(new Montage(present), present.stream().mapToInt(indexOf::get).toArray());
  }

  /** The choice as canonical text: the electrodes that are asked for, and what if one is not. */
  public String describe() {
    String electrodes = option.equals(AUTO) ? AUTO : String.join(",", wanted());
    return "montage electrodes="
        + electrodes
        + " missing="
        + missing.name().toLowerCase(Locale.ROOT)
        + (names.byLabel().isEmpty() ? "" : " " + names.describe());
  }

  private List<String> wanted() {
    return switch (option) {
      case "pretraining" -> Montage.PRETRAINING_58.electrodes();
      case "ten-twenty" -> Montage.TEN_TWENTY_19.electrodes();
      case AUTO -> Electrodes.NAMES;
      default -> list(option).electrodes();
    };
  }

  private static Montage list(String option) {
    try {
      return new Montage(
          Arrays.stream(option.split(",", -1)).map(ChannelNames::normalize).toList());
    } catch (BadInputException e) {
      throw new BadInputException(
          e,
          "Cannot use montage '%s': expected pretraining, ten-twenty, auto or electrodes parted by"
              + " commas: %s",
          option,
          e.getMessage());
    }
  }

  /**
   * The channels found.
   *
   * @param montage their electrodes, in the order that the model is given them
   * @param indices where each stands among the recording's labels
   */
  public record Selection(Montage montage, int[] indices) {}
}
