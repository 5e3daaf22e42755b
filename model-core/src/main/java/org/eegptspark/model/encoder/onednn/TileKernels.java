package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;
import static org.eegptspark.model.config.EegptConfig.LAYER_NORM_EPS;

/** Compiles the kernels of a tile of P patches; T stands for its P * (C+S) rows. */
final class TileKernels {
  private final NativeScope scope;
  private final Shape shape;
  private final int type;
  private final long patches;
  private final long tokens; // C+S
  private final long rows; // T
  private final long dim; // D
  private final long heads; // H
  private final long headDim; // d

  TileKernels(NativeScope scope, Shape shape, int type, int patches) {
    this.scope = scope;
    this.shape = shape;
    this.type = type;
    this.patches = patches;
    this.tokens = shape.tokens();
    this.rows = patches * tokens;
    this.dim = shape.dim();
    this.heads = shape.heads();
    this.headDim = shape.headDim();
  }

  /** Raw patches, fp32 [T, 64], at the beginning of longer rows. */
  Layout raw() {
    return new Layout(
        dnnl_f32,
        Layout.dims(rows, shape.config().patchSize()),
        Layout.dims(shape.rawColumns(), 1));
  }

  /** The residual stream, fp32 [T, D]. */
  Layout stream() {
    return Layout.dense(dnnl_f32, rows, dim);
  }

  /** What products read: [T, width]. */
  Layout rows(long width) {
    return Layout.dense(type, rows, width);
  }

  /** What the first block's queries, keys and values have of the montage, fp32 [1, T, 3D]. */
  Layout attentionConstants() {
    return Layout.dense(dnnl_f32, 1, rows, 3 * dim);
  }

  /**
   * The first block's, fp32 [1, T, 3D]. oneDNN scales rows in such a product, but not in a flat
   * one, and takes fp32 to nothing else.
   */
  Layout firstQkv() {
    return Layout.dense(dnnl_f32, 1, rows, 3 * dim);
  }

  /** Raw patches and the tokens' standard deviation, fp32 [1, T, 65]. */
  Layout rawAndDeviation() {
    long columns = shape.rawColumns();
    return new Layout(
        dnnl_f32,
        Layout.dims(1, rows, shape.config().patchSize() + 1),
        Layout.dims(rows * columns, columns, 1));
  }

  /** One value a row, fp32 [T]. */
  Layout oneARow() {
    return Layout.dense(dnnl_f32, rows);
  }

  /** One value a row, fp32 [1, T, 1]. */
  Layout column() {
    return Layout.dense(dnnl_f32, 1, rows, 1);
  }

  /** One of q, k, v inside [T, 3D], by heads: [P, H, C+S, d]. */
  Layout heads() {
    return new Layout(
        type,
        Layout.dims(patches, heads, tokens, headDim),
        Layout.dims(tokens * 3 * dim, headDim, 3 * dim, 1));
  }

  /** Keys transposed: [P, H, d, C+S]. */
  Layout keys() {
    return new Layout(
        type,
        Layout.dims(patches, heads, headDim, tokens),
        Layout.dims(tokens * 3 * dim, headDim, 1, 3 * dim));
  }

  /** [P, H, C+S, C+S]. */
  Layout scores(int elements) {
    return Layout.dense(elements, patches, heads, tokens, tokens);
  }

  /** [T, D] by heads: [P, H, C+S, d]. */
  Layout mixed() {
    return new Layout(
        type,
        Layout.dims(patches, heads, tokens, headDim),
        Layout.dims(tokens * dim, headDim, dim, 1));
  }

  /** Queries or mixtures of the summary tokens in the last block: [P, S * H, D]. */
  Layout wideSummaries() {
    return Layout.dense(type, patches, shape.summaries() * heads, dim);
  }

  /** [P, S * H, C+S]. */
  Layout summaryScores(int elements) {
    return Layout.dense(elements, patches, shape.summaries() * heads, tokens);
  }

  /** Normalized tokens, by patches: [P, C+S, D]. */
  Layout tokens() {
    return Layout.dense(type, patches, tokens, dim);
  }

  /** Normalized tokens transposed: [P, D, C+S]. */
  Layout tokensAcross() {
    return new Layout(type, Layout.dims(patches, dim, tokens), Layout.dims(tokens * dim, 1, dim));
  }

  Kernel embed(PackedWeight projection) {
    return new Product(scope, raw(), projection.layout(), stream()).plus(stream()).compile();
  }

  Kernel statistics() {
    return Kernel.layerNorm(scope, dnnl_forward_training, stream(), rows(dim), LAYER_NORM_EPS, 0);
  }

  Kernel layerNorm() {
    return Kernel.layerNorm(
        scope,
        dnnl_forward_inference,
        stream(),
        rows(dim),
        LAYER_NORM_EPS,
        dnnl_use_scale | dnnl_use_shift);
  }

  /** From raw patches to what {@link FirstAttention} says. */
  Kernel qkv(FirstAttention first) {
    return new Product(scope, rawAndDeviation(), first.patches().layout(), firstQkv())
        .plus(attentionConstants())
        .times(column())
        .compile();
  }

  /** {@link #firstQkv} as [T, 3D]. */
  Layout firstQkvRows() {
    return Layout.dense(dnnl_f32, rows, 3 * dim);
  }

  /** Rounds the first block's queries, keys and values to what products read. */
  Kernel rounding() {
    return Kernel.reorder(scope, firstQkvRows().describe(scope), rows(3 * dim).describe(scope));
  }

  Kernel scoring() {
    return new Product(scope, heads(), keys(), scores(dnnl_f32)).compile();
  }

  Kernel softmax() {
    return Kernel.softmax(scope, scores(dnnl_f32), scores(type));
  }

  Kernel mix() {
    return new Product(scope, scores(type), heads(), mixed()).compile();
  }

  Kernel summaryScoring() {
    return new Product(scope, wideSummaries(), tokensAcross(), summaryScores(dnnl_f32)).compile();
  }

  Kernel summarySoftmax() {
    return Kernel.softmax(scope, summaryScores(dnnl_f32), summaryScores(type));
  }

  Kernel summaryMix() {
    return new Product(scope, summaryScores(type), tokens(), wideSummaries()).compile();
  }
}
