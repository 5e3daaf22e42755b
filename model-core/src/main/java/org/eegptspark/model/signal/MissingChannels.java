package org.eegptspark.model.signal;

import java.util.Locale;
import org.eegptspark.model.BadInputException;

/** What happens where a recording lacks channels of the montage. */
public enum MissingChannels {
  /** The recording is refused. */
  FAIL,
  /** They are left out: the model takes any subset of its electrodes. */
  SKIP;

  /**
   * The choice that an option says: {@code fail} or {@code skip}, in any case.
   *
   * @throws BadInputException for anything else
   */
  public static MissingChannels parse(String option) {
    return switch (option.strip().toLowerCase(Locale.ROOT)) {
      case "fail" -> FAIL;
      case "skip" -> SKIP;
      default ->
          throw new BadInputException(
              "Unknown choice for missing channels '%s': expected fail or skip", option);
    };
  }
}
