package org.eegptspark.model.encoder;

import java.util.Locale;
import org.eegptspark.model.BadInputException;

/** The arithmetic an engine computes in; stated in every output. */
public enum Precision {
  /** IEEE single precision throughout: parity with the reference. */
  FP32,
  /** Products of 10-bit mantissas, accumulated in single precision. */
  TF32,
  /** Products of bfloat16, accumulated in single precision; residual stream and norms in fp32. */
  BF16;

  /** The name on the command line and in the {@code precision} column. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The precision of a name.
   *
   * @throws BadInputException for an unknown one
   */
  public static Precision of(String key) {
    for (Precision precision : values()) {
      if (precision.key().equals(key)) {
        return precision;
      }
    }
    throw new BadInputException("Unknown precision '%s': expected fp32, tf32 or bf16", key);
  }
}
