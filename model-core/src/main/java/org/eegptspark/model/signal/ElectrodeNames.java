package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.eegptspark.model.config.Electrodes;

/**
 * Electrodes by the names that a corpus gives them, where those are not of the 10-20 or the 10-10
 * system: a net's numbers, a bipolar derivation that is to stand for one of its electrodes.
 *
 * @param byLabel electrodes by normalized label
 */
public record ElectrodeNames(Map<String, String> byLabel) implements Serializable {
  /** No other names. */
  public static final ElectrodeNames NONE = new ElectrodeNames(Map.of());

  /** Copies, in order of the labels. */
  public ElectrodeNames {
    byLabel = new TreeMap<>(byLabel);
  }

  /**
   * The names that an option says.
   *
   * @param option such as {@code E11=FZ,Fpz-Cz=FPZ}
   * @throws org.eegptspark.model.BadInputException for anything else, and for electrodes that EEGPT
   *     does not know
   */
  public static ElectrodeNames parse(String option) {
    Map<String, String> byLabel = new TreeMap<>();
    for (String pair : option.split(",", -1)) {
      String[] sides = pair.split("=", -1);
      check(
          sides.length == 2 && !sides[0].isBlank(),
          "Cannot read '%s' of --rename '%s': expected LABEL=ELECTRODE, such as E11=FZ",
          pair,
          option);
      String electrode = ChannelNames.normalize(sides[1]);
      check(
          Electrodes.row(electrode).isPresent(),
          "Cannot rename %s to %s, which EEGPT does not know; it knows %s",
          sides[0].strip(),
          electrode,
          String.join(" ", Electrodes.NAMES));
      byLabel.put(ChannelNames.normalize(sides[0]), electrode);
    }
    return new ElectrodeNames(byLabel);
  }

  /** The electrode of a label of a recording, as far as it names one. */
  String electrode(String label) {
    String name = ChannelNames.normalize(label);
    return byLabel.getOrDefault(name, name);
  }

  /** The names as canonical text. */
  String describe() {
    return "names " + byLabel;
  }
}
