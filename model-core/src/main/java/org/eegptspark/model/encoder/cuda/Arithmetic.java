package org.eegptspark.model.encoder.cuda;

import org.eegptspark.model.encoder.Precision;

/**
 * How a precision is computed.
 *
 * @param products what products read: activations and weights
 * @param attention what attention reads: queries, keys and values
 * @param terms products of parts that a product sums: see {@code product.cu}
 * @param gelu which of the kernel's three
 * @param library whether cuBLASLt multiplies, and not Hopper's kernel
 */
record Arithmetic(Kind products, Kind attention, int terms, int gelu, boolean library) {
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
      case TF32 -> new Arithmetic(Kind.TF32, Kind.TF32, 1, 2, library);
      case BF16 -> new Arithmetic(Kind.BF16, Kind.BF16, 1, 3, library);
    };
  }

  /** Whether attention and the embedding split each factor to be as good as fp32. */
  boolean split() {
    return attention == Kind.FLOAT;
  }
}
