package org.eegptspark.model.encoder.cuda;

import org.eegptspark.model.encoder.Precision;

/**
 * How a precision is computed.
 *
 * @param products what products read: activations and weights
 * @param attention what attention reads: queries, keys and values
 * @param terms products of parts that a product sums: see {@code product.cu}
 * @param gelu which of the kernel's
 * @param library whether cuBLASLt multiplies, and not Hopper's kernel
 */
record Arithmetic(Kind products, Kind attention, int terms, int gelu, boolean library) {
  private static final int GELU_BY_TANH = 2;

  /** In {@code product.cu}'s words c: its GELU takes c x and makes 2c GELU(x). */
  private static final double GELU_FACTOR = Math.cbrt(3.468407e-2);

  /** A precision on this process's GPU. */
  static Arithmetic of(Precision precision) {
    return of(precision, Cuda.multipliesByLibrary());
  }

  /** In fp32 Hopper's kernel sums six products of bf16 parts: as accurate, over twice as fast. */
  static Arithmetic of(Precision precision, boolean library) {
    return switch (precision) {
      case FP32 ->
          library
              ? new Arithmetic(Kind.FLOAT, Kind.FLOAT, 1, 1, true)
              : new Arithmetic(Kind.PARTS, Kind.FLOAT, 6, 1, false);
      case TF32 -> new Arithmetic(Kind.TF32, Kind.TF32, 1, GELU_BY_TANH, library);
      case BF16 -> new Arithmetic(Kind.BF16, Kind.BF16, 1, GELU_BY_TANH, library);
    };
  }

  /** Whether attention and the embedding split each factor to be as good as fp32. */
  boolean split() {
    return attention == Kind.FLOAT;
  }

  /**
   * Whether layer norms are part of the products that follow them, which read the residual stream
   * as it is and notes of each row's mean and deviation. In fp32 they would cost accuracy.
   */
  boolean folds() {
    return !library && !split();
  }

  /** What GELU's input must be multiplied by before. */
  double beforeGelu() {
    return byTanh() ? GELU_FACTOR : 1;
  }

  /** How many times GELU its result is. */
  double afterGelu() {
    return byTanh() ? 2 * GELU_FACTOR : 1;
  }

  private boolean byTanh() {
    return !library && gelu == GELU_BY_TANH;
  }
}
