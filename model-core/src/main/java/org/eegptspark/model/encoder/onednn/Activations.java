package org.eegptspark.model.encoder.onednn;

/**
 * A lane's memory: of a group's tokens what outlives a block, of a tile's the rest. In fp32 arrays
 * that hold one thing in two precisions are one.
 *
 * @param raw [tile * (C+S), 64 and more], raw patches; rows of summary tokens stay zero
 * @param tokenConstants [tile * (C+S), D], of the montage
 * @param attentionConstants [tile * (C+S), 3D], of the montage
 * @param x [group * (C+S), D], the residual stream
 * @param normed [tile * (C+S), D]
 * @param mean [tile * (C+S)]
 * @param deviation [tile * (C+S)], variance, then 1 / standard deviation
 * @param firstQkv [tile * (C+S), 3D], of the first block, fp32
 * @param qkv [tile * (C+S), 3D]
 * @param scores [tile, H, C+S, C+S], fp32
 * @param probabilities [tile, H, C+S, C+S]
 * @param mixed [tile * (C+S), D]
 * @param hidden [tile * (C+S), 4D]
 * @param xs [group * S, D], the residual stream of summary tokens in the last block
 * @param normedS [group * S, D]
 * @param queriesS [group * S, D], queries, later what values make
 * @param wideQueries [group * S, H, D]
 * @param wideMixed [group * S, H, D]
 * @param hiddenS [group * S, 4D]
 * @param output [group * S, D]
 */
record Activations(
    Scratchpad scratchpad,
    NativeArray raw,
    NativeArray tokenConstants,
    NativeArray attentionConstants,
    NativeArray x,
    NativeArray normed,
    NativeArray mean,
    NativeArray deviation,
    NativeArray firstQkv,
    NativeArray qkv,
    NativeArray scores,
    NativeArray probabilities,
    NativeArray mixed,
    NativeArray hidden,
    NativeArray xs,
    NativeArray normedS,
    NativeArray queriesS,
    NativeArray wideQueries,
    NativeArray wideMixed,
    NativeArray hiddenS,
    NativeArray output) {
  /** Memory for a shape, in oneDNN's data type of what products read. */
  static Activations allocate(NativeScope scope, Shape shape, int type) {
    int bytes = Layout.bytes(type);
    boolean precise = bytes == Float.BYTES;
    long rows = (long) shape.tilePatches() * shape.tokens();
    long summaries = (long) shape.groupPatches() * shape.summaries();
    long dim = shape.dim();
    long mlp = shape.config().mlpDim();
    long scoreCount = rows * shape.heads() * shape.tokens();
    NativeArray firstQkv = NativeArray.floats(scope, rows * 3 * dim);
    NativeArray scores = NativeArray.floats(scope, scoreCount);
    return new Activations(
        new Scratchpad(scope),
        NativeArray.floats(scope, rows * shape.rawColumns()),
        NativeArray.floats(scope, rows * dim),
        NativeArray.floats(scope, rows * 3 * dim),
        NativeArray.floats(scope, (long) shape.groupPatches() * shape.tokens() * dim),
        NativeArray.allocate(scope, rows * dim * bytes),
        NativeArray.floats(scope, rows),
        NativeArray.floats(scope, rows),
        firstQkv,
        precise ? firstQkv : NativeArray.allocate(scope, rows * 3 * dim * bytes),
        scores,
        precise ? scores : NativeArray.allocate(scope, scoreCount * bytes),
        NativeArray.allocate(scope, rows * dim * bytes),
        NativeArray.allocate(scope, rows * mlp * bytes),
        NativeArray.floats(scope, summaries * dim),
        NativeArray.allocate(scope, summaries * dim * bytes),
        NativeArray.allocate(scope, summaries * dim * bytes),
        NativeArray.allocate(scope, summaries * shape.heads() * dim * bytes),
        NativeArray.allocate(scope, summaries * shape.heads() * dim * bytes),
        NativeArray.allocate(scope, summaries * mlp * bytes),
        NativeArray.floats(scope, summaries * dim));
  }
}
