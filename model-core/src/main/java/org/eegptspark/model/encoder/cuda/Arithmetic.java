package org.eegptspark.model.encoder.cuda;

import org.eegptspark.model.encoder.Precision;

/**
 * How a precision is computed.
 *
 * @param products what products read: activations and weights
 * @param attention what attention reads: queries, keys and values
 * @param terms products of parts that a product sums: see {@code product.cu}
 * @param gelu which of the kernel's three
 */
record Arithmetic(Kind products, Kind attention, int terms, int gelu) {
  /** In fp32 a product sums six of bf16 parts, which is as accurate and over twice as fast. */
  static Arithmetic of(Precision precision) {
    return switch (precision) {
      case FP32 -> new Arithmetic(Kind.PARTS, Kind.FLOAT, 6, 1);
      case TF32 -> new Arithmetic(Kind.TF32, Kind.TF32, 1, 2);
      case BF16 -> new Arithmetic(Kind.BF16, Kind.BF16, 1, 3);
    };
  }

  /** Whether tensor cores stand for fp32 by splitting each factor. */
  boolean split() {
    return products == Kind.PARTS;
  }
}
