package org.eegptspark.model.encoder.cuda;

import org.bytedeco.javacpp.Pointer;

/**
 * A linear layer to compute over a batch's rows.
 *
 * @param name of the layer
 * @param arithmetic how
 * @param from [rows, in] of the arithmetic's kind
 * @param layer its weights
 * @param to row-major [rows, out] of a kind, or floats that are added to
 * @param toKind null for floats that are added to
 * @param gelu whether GELU follows
 * @param notes of the rows of {@code from} where the layer holds a layer norm, or of {@code to}
 *     where it is added to and notes are wanted; else null
 * @param rowsAPatch tokens
 * @param capacity patches of the largest batch
 */
record LinearTask(
    String name,
    Arithmetic arithmetic,
    Pointer from,
    GpuLinear layer,
    Pointer to,
    Kind toKind,
    boolean gelu,
    Notes notes,
    int rowsAPatch,
    int capacity) {
  /**
   * What products with a layer norm folded into them read beside the rows: see {@code product.cu}.
   *
   * @param moments float [rows, D / 64, 2]
   * @param copy the rows in bf16, [rows, D]; null where products read the rows themselves
   */
  record Notes(Pointer moments, Pointer copy) {}

  /** Whether the rows of {@code from} are normalized. */
  boolean folds() {
    return notes != null && toKind != null;
  }

  /** Whether what is stored is noted. */
  boolean makesNotes() {
    return notes != null && toKind == null;
  }

  int columns() {
    return layer.outputs();
  }

  /** Rows of the largest batch. */
  long rows() {
    return (long) capacity * rowsAPatch;
  }

  /** Work on some patches. */
  Step.Work work(int patches) {
    double rows = (double) patches * rowsAPatch;
    double values = rows * columns();
    double valueBytes = toKind == null ? 2 * Float.BYTES : toKind.bytes();
    if (makesNotes() && notes.copy() != null) {
      valueBytes += Short.BYTES;
    }
    return new Step.Work(
        name + " [" + rowsAPatch + "]",
        2 * values * layer.inputs(),
        rows * layer.inputs() * arithmetic.products().bytes() + values * valueBytes);
  }
}
