package org.eegptspark.model.signal;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** How the labels of recordings become the electrode names that EEGPT knows. */
public final class ChannelNames {
  private static final Pattern PREFIX = Pattern.compile("^EEG\\s+");
  private static final Pattern SUFFIX = Pattern.compile("-(REF|LE)$");

  /** Names of the 10-20 system that the 10-10 system renamed. */
  private static final Map<String, String> RENAMED =
      Map.of("T3", "T7", "T4", "T8", "T5", "P7", "T6", "P8");

  private ChannelNames() {}

  /**
   * A label without blanks, dots, the prefix {@code EEG } and the suffixes {@code -REF} and {@code
   * -LE} (any case), in upper case, old names made new: {@code "EEG T3-REF"} is {@code T7}, {@code
   * "Fc5."} is {@code FC5}.
   */
  public static String normalize(String label) {
    String name = label.replace(".", "").strip().toUpperCase(Locale.ROOT);
    name = PREFIX.matcher(name).replaceFirst("");
    name = name.replaceAll("\\s+", "");
    name = SUFFIX.matcher(name).replaceFirst("");
    return RENAMED.getOrDefault(name, name);
  }
}
