package org.eegptspark.model.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eegptspark.model.BadInputException;

/**
 * The 62 electrodes of the 10-10 system that EEGPT knows; an electrode's position in {@link #NAMES}
 * is its row of {@code chan_embed}.
 */
public final class Electrodes {
  /** Electrode names, upper case, by row of {@code chan_embed}. */
  public static final List<String> NAMES =
      names(
          """
          FP1 FPZ FP2 AF7 AF3 AF4 AF8 F7 F5 F3 F1 FZ F2 F4 F6 F8 FT7 FC5 FC3 FC1 FCZ FC2 FC4 FC6
          FT8 T7 C5 C3 C1 CZ C2 C4 C6 T8 TP7 CP5 CP3 CP1 CPZ CP2 CP4 CP6 TP8 P7 P5 P3 P1 PZ P2 P4
          P6 P8 PO7 PO5 PO3 POZ PO4 PO6 PO8 O1 OZ O2
          """);

  private static final Map<String, Integer> ROWS = new HashMap<>();

  static {
    for (String name : NAMES) {
      ROWS.put(name, ROWS.size());
    }
  }

  private Electrodes() {}

  /** Row of {@code chan_embed} for an upper-case name; empty for one that EEGPT does not know. */
  public static OptionalInt row(String name) {
    Integer row = ROWS.get(name);
    return row == null ? OptionalInt.empty() : OptionalInt.of(row);
  }

  /**
   * Rows of {@code chan_embed} for upper-case names, in their order.
   *
   * @throws BadInputException naming every unknown electrode
   */
  public static int[] rows(Collection<String> names) {
    List<String> unknown = names.stream().filter(name -> !ROWS.containsKey(name)).toList();
    BadInputException.check(
        unknown.isEmpty(),
        "Unknown electrodes %s: EEGPT knows these 62: %s",
        unknown,
        String.join(" ", NAMES));
    return names.stream().mapToInt(ROWS::get).toArray();
  }

  static List<String> names(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
