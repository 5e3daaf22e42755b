package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.util.Locale;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ChannelStatistics;

/**
 * Whether each channel is brought to a centre of 0 and a spread of 1, as it was recorded: by
 * statistics of the whole recording, so that a segment has the same bits as the whole. The result
 * takes the place of millivolts.
 */
public enum Standardization {
  /** The model is given millivolts. */
  NONE,
  /** Less the mean, over the standard deviation. */
  ZSCORE,
  /** Less the median, over the interquartile range: bursts and steps count little. */
  ROBUST;

  /**
   * The choice that an option says.
   *
   * @throws BadInputException for anything else
   */
  public static Standardization parse(String option) {
    return switch (option.strip().toLowerCase(Locale.ROOT)) {
      case "millivolts" -> NONE;
      case "zscore" -> ZSCORE;
      case "robust" -> ROBUST;
      default ->
          throw new BadInputException(
              "Unknown scaling '%s': expected millivolts, zscore or robust", option);
    };
  }

  /** Standardizes a channel's microvolts in place; one without spread becomes 0. */
  void apply(double[] microvolts, ChannelStatistics channel) {
    double centre = this == ZSCORE ? channel.mean() : channel.median();
    double spread = this == ZSCORE ? channel.sd() : channel.iqr();
    check(this != NONE, "Millivolts are not standardized");
    for (int i = 0; i < microvolts.length; i++) {
      microvolts[i] = spread == 0 ? 0 : (microvolts[i] - centre) / spread;
    }
  }

  /** The step as canonical text. */
  String describe() {
    return "standardize by=" + name().toLowerCase(Locale.ROOT) + " of=recording";
  }
}
