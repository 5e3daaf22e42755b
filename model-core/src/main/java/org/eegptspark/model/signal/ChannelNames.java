package org.eegptspark.model.signal;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** How the labels of recordings become the electrode names that EEGPT knows. */
public final class ChannelNames {
  private static final Pattern PREFIX = Pattern.compile("^EEG(\\s+|-)");

  /**
   * References that an electrode is recorded against: a common one, the average, linked or single
   * ears and mastoids. Another electrode after the dash makes a bipolar channel.
   */
  private static final Pattern REFERENCE =
      Pattern.compile("-(REF|LE|AR|AVG?|[AM][12]|\\(?A1\\+?A2\\)?|\\(?M1\\+?M2\\)?)$");

  private static final Pattern BIPOLAR =
      Pattern.compile("(F|FP|AF|FT|FC|T|C|TP|CP|P|PO|O)(Z|\\d{1,2})-[A-Z]{1,2}(Z|\\d{1,2})");

  /** Names of the 10-20 system that the 10-10 system renamed. */
  private static final Map<String, String> RENAMED =
      Map.of("T3", "T7", "T4", "T8", "T5", "P7", "T6", "P8");

  private ChannelNames() {}

  /**
   * A label without blanks, dots, the prefix {@code EEG } or {@code EEG-} and the suffix of a
   * reference ({@code -REF}, {@code -LE}, {@code -A2}, …; any case), in upper case, old names made
   * new: {@code "EEG T3-REF"} is {@code T7}, {@code "Fc5."} is {@code FC5}, {@code "C3-A2"} is
   * {@code C3}. What is bipolar stays so: {@code "EEG Fpz-Cz"} is {@code FPZ-CZ}, which is no
   * electrode.
   */
  public static String normalize(String label) {
    String name = label.replace(".", "").strip().toUpperCase(Locale.ROOT);
    name = PREFIX.matcher(name).replaceFirst("");
    name = name.replaceAll("\\s+", "");
    name = REFERENCE.matcher(name).replaceFirst("");
    return RENAMED.getOrDefault(name, name);
  }

  /** Whether a normalized name is the difference of two electrodes. */
  public static boolean isBipolar(String name) {
    return BIPOLAR.matcher(name).matches();
  }
}
