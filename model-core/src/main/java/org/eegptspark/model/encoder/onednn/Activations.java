package org.eegptspark.model.encoder.onednn;

/** A lane's activations: of a group what outlives a block, of a tile the rest. */
final class Activations {
  private final Scratchpad scratchpad;
  private final NativeArray raw; // [tile * (C+S), 64 and more], rows of summary tokens stay zero
  private final NativeArray x; // [group * (C+S), D], the residual stream
  private final NativeArray normed; // [tile * (C+S), D]
  private final NativeArray mean; // [tile * (C+S)]
  private final NativeArray deviation; // [tile * (C+S)]: variance, then 1 / deviation
  private final NativeArray qkv; // [tile * (C+S), 3D]
  private final NativeArray scores; // [tile, H, C+S, C+S]
  private final NativeArray probabilities; // likewise; the same memory in fp32
  private final NativeArray mixed; // [tile * (C+S), D]
  private final NativeArray hidden; // [tile * (C+S), 4D]
  private final NativeArray xs; // [group * S, D], the residual stream of the summary tokens
  private final NativeArray normedS; // [group * S, D]
  private final NativeArray queriesS; // [group * S, D]
  private final NativeArray wideQueries; // [group * S, H, D]
  private final NativeArray wideMixed; // [group * S, H, D]
  private final NativeArray hiddenS; // [group * S, 4D]
  private final NativeArray output; // [group * S, D]

  Activations(NativeScope scope, Shape shape, int type) {
    int element = Layout.bytes(type);
    long rows = (long) shape.tilePatches() * shape.tokens();
    long groupRows = (long) shape.groupPatches() * shape.tokens();
    long summaryRows = (long) shape.groupPatches() * shape.summaries();
    long attention = rows * shape.heads() * Math.max(shape.tokens(), shape.summaries());
    int dim = shape.dim();
    int mlp = shape.config().mlpDim();
    scratchpad = new Scratchpad(scope);
    raw = NativeArray.floats(scope, rows * shape.rawColumns());
    x = NativeArray.floats(scope, groupRows * dim);
    normed = NativeArray.allocate(scope, rows * dim * element);
    mean = NativeArray.floats(scope, rows);
    deviation = NativeArray.floats(scope, rows);
    qkv = NativeArray.allocate(scope, rows * 3 * dim * element);
    scores = NativeArray.floats(scope, attention);
    probabilities =
        element == Float.BYTES ? scores : NativeArray.allocate(scope, attention * element);
    mixed = NativeArray.allocate(scope, rows * dim * element);
    hidden = NativeArray.allocate(scope, rows * mlp * element);
    xs = NativeArray.floats(scope, summaryRows * dim);
    normedS = NativeArray.allocate(scope, summaryRows * dim * element);
    queriesS = NativeArray.allocate(scope, summaryRows * dim * element);
    wideQueries = NativeArray.allocate(scope, summaryRows * shape.heads() * dim * element);
    wideMixed = NativeArray.allocate(scope, summaryRows * shape.heads() * dim * element);
    hiddenS = NativeArray.allocate(scope, summaryRows * mlp * element);
    output = NativeArray.floats(scope, summaryRows * dim);
  }

  Scratchpad scratchpad() {
    return scratchpad;
  }

  NativeArray raw() {
    return raw;
  }

  NativeArray x() {
    return x;
  }

  NativeArray normed() {
    return normed;
  }

  NativeArray mean() {
    return mean;
  }

  NativeArray deviation() {
    return deviation;
  }

  NativeArray qkv() {
    return qkv;
  }

  NativeArray scores() {
    return scores;
  }

  NativeArray probabilities() {
    return probabilities;
  }

  NativeArray mixed() {
    return mixed;
  }

  NativeArray hidden() {
    return hidden;
  }

  NativeArray xs() {
    return xs;
  }

  NativeArray normedS() {
    return normedS;
  }

  NativeArray queriesS() {
    return queriesS;
  }

  NativeArray wideQueries() {
    return wideQueries;
  }

  NativeArray wideMixed() {
    return wideMixed;
  }

  NativeArray hiddenS() {
    return hiddenS;
  }

  NativeArray output() {
    return output;
  }
}
