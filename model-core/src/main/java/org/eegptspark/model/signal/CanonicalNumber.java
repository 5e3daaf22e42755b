package org.eegptspark.model.signal;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as they stand in a step's canonical text. */
final class CanonicalNumber {
  private CanonicalNumber() {}

  /**
   * A number as plain decimal digits, 15 significant: the same on every JDK, which the shortest
   * form of {@link Double#toString} is not.
   */
  static String of(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(15));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
