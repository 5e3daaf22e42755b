package org.eegptspark.model.recording;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Units of voltage as recording files spell them. */
public final class VoltageUnit {
  /** A micro sign that was written in some other encoding: Latin-1, UTF-8 read twice, GBK, … */
  private static final Pattern MICRO_SIGN_OF_ANY_ENCODING = Pattern.compile("[^\\x00-\\x7F]+[Vv]");

  private VoltageUnit() {}

  /** Microvolts in one of the unit; empty where the unit is not a voltage. */
  public static OptionalDouble microvolts(String unit) {
    return switch (unit.strip()) {
      case "uV", "uv", "UV" -> OptionalDouble.of(1);
      case "mV", "mv" -> OptionalDouble.of(1e3);
      case "V", "v" -> OptionalDouble.of(1e6);
      case "nV", "nv" -> OptionalDouble.of(1e-3);
      default ->
          MICRO_SIGN_OF_ANY_ENCODING.matcher(unit.strip()).matches()
              ? OptionalDouble.of(1)
              : OptionalDouble.empty();
    };
  }
}
