package org.eegptspark.model.config;

import java.util.HashSet;
import java.util.List;
import org.eegptspark.model.BadInputException;

/**
 * An ordered set of electrodes that a model is given.
 *
 * @param electrodes upper-case names out of {@link Electrodes#NAMES}, each once, at least one
 */
public record Montage(List<String> electrodes) {
  /** The 58 electrodes that EEGPT was pretrained on, in its order. */
  public static final Montage PRETRAINING_58 =
      new Montage(
          Electrodes.names(
              """
              FP1 FPZ FP2 AF3 AF4 F7 F5 F3 F1 FZ F2 F4 F6 F8 FT7 FC5 FC3 FC1 FCZ FC2 FC4 FC6 FT8 T7
              C5 C3 C1 CZ C2 C4 C6 T8 TP7 CP5 CP3 CP1 CPZ CP2 CP4 CP6 TP8 P7 P5 P3 P1 PZ P2 P4 P6 P8
              PO7 PO3 POZ PO4 PO8 O1 OZ O2
              """));

  /** The 19 electrodes of the 10-20 system: what channel projections map to. */
  public static final Montage TEN_TWENTY_19 =
      new Montage(Electrodes.names("FP1 FP2 F7 F3 FZ F4 F8 T7 C3 CZ C4 T8 P7 P3 PZ P4 P8 O1 O2"));

  /** Checks that every name is known and none stands twice. */
  public Montage {
    electrodes = List.copyOf(electrodes);
    BadInputException.check(!electrodes.isEmpty(), "A montage needs at least one electrode");
    BadInputException.check(
        new HashSet<>(electrodes).size() == electrodes.size(),
        "A montage names each electrode once, but was: %s",
        electrodes);
    Electrodes.rows(electrodes);
  }

  /** Rows of {@code chan_embed}, in the montage's order. */
  public int[] rows() {
    return Electrodes.rows(electrodes);
  }

  /** Number of electrodes. */
  public int size() {
    return electrodes.size();
  }
}
