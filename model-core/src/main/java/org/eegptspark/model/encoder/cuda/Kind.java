package org.eegptspark.model.encoder.cuda;

/** What elements of an array are; the order is that of {@code TO} in {@code element.cuh}. */
enum Kind {
  FLOAT(4),
  TF32(4),
  BF16(2),
  /** The leading, the middle and the last bf16 part of a float, each part's row after the other. */
  PARTS(6);

  private final int bytes;

  Kind(int bytes) {
    this.bytes = bytes;
  }

  /** Of a value. */
  int bytes() {
    return bytes;
  }
}
