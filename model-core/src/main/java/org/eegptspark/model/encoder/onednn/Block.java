package org.eegptspark.model.encoder.onednn;

/**
 * A transformer block's weights.
 *
 * @param attention what makes queries, keys and values
 */
record Block(
    Norm norm1, Attention attention, Linear projection, Norm norm2, Linear fc1, Linear fc2) {
  /** What makes queries, keys and values. Queries come scaled by 1 / sqrt(d). */
  sealed interface Attention {}

  /** Of all tokens in one product: [D, 3D]. */
  record Joint(Linear qkv) implements Attention {}

  /** Of raw patches: see {@link FirstAttention}. */
  record OfPatches(FirstAttention first) implements Attention {}

  /**
   * Of the summary tokens alone. A head's scores are q K^T = (q Wk) y^T and its output A V = (A y)
   * Wv^T, y being the layer-normalized tokens: so neither keys nor values of the C+S tokens are
   * ever computed, at a tenth of the work. The bias of keys shifts all scores of a query alike,
   * which softmax does not see; that of values passes it unchanged and lies in the projection's.
   *
   * @param queries [D, D]
   * @param keys Wk by heads, [H, d, D]
   * @param values Wv^T by heads, [H, D, d]
   */
  record OfSummaries(Linear queries, PackedWeight keys, PackedWeight values) implements Attention {}
}
