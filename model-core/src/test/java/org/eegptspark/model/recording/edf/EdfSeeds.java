package org.eegptspark.model.recording.edf;

import java.util.LinkedHashMap;
import java.util.Map;

/** Small sound files of each kind of EDF, for tests that damage them. */
public final class EdfSeeds {
  private EdfSeeds() {}

  /** The files, by name. */
  public static Map<String, byte[]> all() {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("edf", two().samples(1, 2, 3, 4, -1, -2, -3, -4, 5, 6, 7, 8, 9, 10, 11, 12).bytes());
    seeds.put("edf-plus", annotated("EDF+C", "+0||^", "+1||^+0.5~2|left|^"));
    seeds.put("edf-gaps", annotated("EDF+D", "+0||^", "+5||^+5.5|note|^"));
    seeds.put(
        "bdf",
        two()
            .with("version", "\u00ffBIOSEMI")
            .samples(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
            .bytes());
    return seeds;
  }

  private static EdfBytes two() {
    return new EdfBytes("C3", "C4");
  }

  private static byte[] annotated(String kind, String first, String second) {
    return new EdfBytes("Cz", "EDF Annotations")
        .with("reserved", kind)
        .with("samples1", "15")
        .samples(1, 2, 3, 4)
        .text(first, 15)
        .samples(5, 6, 7, 8)
        .text(second, 15)
        .bytes();
  }
}
