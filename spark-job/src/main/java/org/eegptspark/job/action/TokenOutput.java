package org.eegptspark.job.action;

import java.io.Serializable;
import org.eegptspark.model.BadInputException;

/**
 * What of a window's tokens the embeddings table keeps.
 *
 * @param pooled whether the mean over patches is kept (S*D floats) and not every patch's tokens
 *     (N*S*D)
 * @param half whether values are rounded to half precision: the column stays one of floats that
 *     every reader knows, and compresses better
 */
public record TokenOutput(boolean pooled, boolean half) implements Serializable {
  /** All tokens as they are. */
  public static final TokenOutput ALL = new TokenOutput(false, false);

  private static final int FLOAT_BITS_BELOW_HALF = 13;
  private static final float LARGEST_HALF = 65504f;
  private static final float SMALLEST_NORMAL_HALF = 0x1p-14f;

  /**
   * Reads the options {@code --pool} and {@code --precision-out}.
   *
   * @throws BadInputException for a value that is none of theirs
   */
  public static TokenOutput parse(String pool, String precision) {
    BadInputException.check(
        pool.equals("none") || pool.equals("patches"),
        "--pool takes none or patches, but was '%s'",
        pool);
    BadInputException.check(
        precision.equals("float16") || precision.equals("float32"),
        "--precision-out takes float16 or float32, but was '%s'",
        precision);
    return new TokenOutput(pool.equals("patches"), precision.equals("float16"));
  }

  /** Rounds in place where half precision is asked for. */
  float[] rounded(float[] tokens) {
    if (half) {
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = toHalf(tokens[i]);
      }
    }
    return tokens;
  }

  /** The nearest half-precision value, ties to even; values beyond the range become its ends. */
  static float toHalf(float value) {
    float magnitude = Math.abs(value);
    if (!(magnitude < LARGEST_HALF)) {
      return Float.isNaN(value) ? value : Math.copySign(LARGEST_HALF, value);
    }
    if (magnitude < SMALLEST_NORMAL_HALF) {
      return Math.copySign((float) (Math.rint(magnitude * 0x1p24) * 0x1p-24), value);
    }
    int bits = Float.floatToRawIntBits(value);
    int odd = (bits >>> FLOAT_BITS_BELOW_HALF) & 1;
    int rounded = bits + (1 << (FLOAT_BITS_BELOW_HALF - 1)) - 1 + odd;
    return Float.intBitsToFloat(rounded & -(1 << FLOAT_BITS_BELOW_HALF));
  }
}
