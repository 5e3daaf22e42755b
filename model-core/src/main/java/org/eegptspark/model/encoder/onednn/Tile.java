package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.eegptspark.model.config.EegptConfig.LAYER_NORM_EPS;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.javacpp.Pointer;

/**
 * The steps over all C+S tokens of P patches, in the order of {@code Nd4jEncoder}: embed, then the
 * blocks but the last, of which only what reads every token is here.
 */
final class Tile {
  private final NativeScope scope;
  private final Steps steps;
  private final LinearSteps linears;
  private final TileKernels kernels;
  private final Shape shape;
  private final Activations act;
  private final int type;
  private final int patches;
  private final dnnl_memory x; // moved to the tile's place in the group
  private final dnnl_memory normed;
  private final dnnl_memory wideQueries; // moved to the tile's place in the group
  private final dnnl_memory wideMixed; // moved to the tile's place in the group
  private final FloatBuffer variance;
  private final FloatBuffer raw;
  private final Step[] embedding;
  private final Step[][] blocks;
  private final Step[] summaryMixing;

  Tile(NativeScope scope, EncoderWeights weights, Shape shape, Activations act, int patches) {
    this.scope = scope;
    this.steps = new Steps(scope, act.scratchpad());
    this.shape = shape;
    this.act = act;
    this.type = weights.type();
    this.patches = patches;
    linears = new LinearSteps(scope, act.scratchpad(), type, (long) patches * shape.tokens());
    kernels = new TileKernels(scope, shape, type, patches);
    x = NativeArray.unplaced(scope, kernels.stream());
    normed = act.normed().memory(scope, kernels.rows(shape.dim()));
    wideQueries = NativeArray.unplaced(scope, kernels.wideSummaries());
    wideMixed = NativeArray.unplaced(scope, kernels.wideSummaries());
    variance = act.deviation().floats().asBuffer();
    raw = act.raw().floats().asBuffer();
    embedding = embedding(weights);
    blocks = blocks(weights.blocks().subList(0, weights.blocks().size() - 1));
    summaryMixing = summaryMixing(weights.blocks().get(blocks.length));
  }

  /** Patches to tokens: C channel tokens, then S summary tokens. */
  void embed(Pointer from, int place) {
    RawPatches.copy(from, patches, shape, act.raw());
    place(place);
    run(embedding);
    if (blocks.length > 0) {
      divideByDeviation();
      run(blocks[0]);
    }
  }

  /** A pre-norm transformer block; the first runs with {@link #embed}. */
  void forward(int block, int place) {
    place(place);
    run(blocks[block]);
  }

  /** The last block's attention of summary tokens over all, between queries and values. */
  void mixForSummaries(int place) {
    place(place);
    long wide = (long) place * shape.summaries() * shape.heads() * shape.dim() * Layout.bytes(type);
    NativeArray.move(wideQueries, act.wideQueries().at(wide));
    NativeArray.move(wideMixed, act.wideMixed().at(wide));
    run(summaryMixing);
  }

  private void place(int patch) {
    NativeArray.move(x, act.x().at((long) patch * shape.tokens() * shape.dim() * Float.BYTES));
  }

  private static void run(Step[] steps) {
    for (Step step : steps) {
      step.run();
    }
  }

  /** Makes of the variances what {@link FirstAttention} takes. */
  private void divideByDeviation() {
    for (int row = 0; row < patches * shape.tokens(); row++) {
      double deviation = Math.sqrt(variance.get(row) + LAYER_NORM_EPS);
      raw.put(row * shape.rawColumns() + shape.config().patchSize(), (float) deviation);
      variance.put(row, (float) (1 / deviation));
    }
  }

  private Step[] embedding(EncoderWeights weights) {
    List<Step> list = new ArrayList<>();
    list.add(
        steps.step(
            kernels.embed(weights.patchProjection()),
            Map.of(
                DNNL_ARG_SRC,
                act.raw().memory(scope, kernels.raw()),
                DNNL_ARG_WEIGHTS,
                weights.patchProjection().memory(),
                postOp(0),
                act.tokenConstants().memory(scope, kernels.stream()),
                DNNL_ARG_DST,
                x)));
    if (weights.blocks().size() > 1) {
      list.add(
          steps.step(
              kernels.statistics(),
              Map.of(
                  DNNL_ARG_SRC,
                  x,
                  DNNL_ARG_DST,
                  normed,
                  DNNL_ARG_MEAN,
                  act.mean().memory(scope, kernels.oneARow()),
                  DNNL_ARG_VARIANCE,
                  act.deviation().memory(scope, kernels.oneARow()))));
    }
    return list.toArray(new Step[0]);
  }

  private Step[][] blocks(List<Block> weights) {
    Step[][] result = new Step[weights.size()][];
    BlockKernels compiled = weights.isEmpty() ? null : BlockKernels.of(kernels);
    for (int i = 0; i < result.length; i++) {
      Block block = weights.get(i);
      List<Step> list = new ArrayList<>();
      if (block.attention() instanceof Block.OfPatches ofPatches) {
        list.addAll(firstQkv(ofPatches.first()));
      } else {
        list.add(steps.layerNorm(compiled.layerNorm(), x, block.norm1(), normed));
        list.addAll(
            linears.linear(act.normed(), ((Block.Joint) block.attention()).qkv(), act.qkv()));
      }
      list.addAll(attention(block, compiled));
      list.addAll(mlp(block, compiled));
      result[i] = list.toArray(new Step[0]);
    }
    return result;
  }

  /** Queries, keys and values of the first block, from raw patches: [T, 3D]. */
  private List<Step> firstQkv(FirstAttention first) {
    List<Step> list = new ArrayList<>();
    list.add(
        steps.step(
            kernels.qkv(first),
            Map.of(
                DNNL_ARG_SRC,
                act.raw().memory(scope, kernels.rawAndDeviation()),
                DNNL_ARG_WEIGHTS,
                first.patches().memory(),
                postOp(0),
                act.attentionConstants().memory(scope, kernels.attentionConstants()),
                postOp(1),
                act.deviation().memory(scope, kernels.column()),
                DNNL_ARG_DST,
                act.firstQkv().memory(scope, kernels.firstQkv()))));
    if (type != dnnl_f32) {
      list.add(
          steps.map(
              kernels.rounding(),
              act.firstQkv().memory(scope, kernels.firstQkvRows()),
              act.qkv().memory(scope, kernels.rows(3L * shape.dim()))));
    }
    return list;
  }

  /** Multi-head self-attention over the C+S tokens of each patch, added to x. */
  private List<Step> attention(Block block, BlockKernels compiled) {
    long part = (long) shape.dim() * Layout.bytes(type);
    dnnl_memory q = act.qkv().memory(scope, kernels.heads(), 0);
    dnnl_memory k = act.qkv().memory(scope, kernels.keys(), part);
    dnnl_memory v = act.qkv().memory(scope, kernels.heads(), 2 * part);
    dnnl_memory scores = act.scores().memory(scope, kernels.scores(dnnl_f32));
    dnnl_memory probabilities = act.probabilities().memory(scope, kernels.scores(type));
    List<Step> list = new ArrayList<>();
    list.add(steps.product(compiled.scoring(), q, k, scores));
    list.add(steps.map(compiled.softmax(), scores, probabilities));
    list.add(
        steps.product(
            compiled.mix(), probabilities, v, act.mixed().memory(scope, kernels.mixed())));
    list.addAll(linears.linearOnto(act.mixed(), block.projection(), x));
    return list;
  }

  /** Added to x. */
  private List<Step> mlp(Block block, BlockKernels compiled) {
    List<Step> list = new ArrayList<>();
    list.add(steps.layerNorm(compiled.layerNorm(), x, block.norm2(), normed));
    list.addAll(linears.gelu(act.normed(), block.fc1(), act.hidden()));
    list.addAll(linears.linearOnto(act.hidden(), block.fc2(), x));
    return list;
  }

  private Step[] summaryMixing(Block last) {
    dnnl_memory scores = act.scores().memory(scope, kernels.summaryScores(dnnl_f32));
    dnnl_memory probabilities = act.probabilities().memory(scope, kernels.summaryScores(type));
    dnnl_memory tokens = act.normed().memory(scope, kernels.tokens());
    dnnl_memory across = act.normed().memory(scope, kernels.tokensAcross());
    return new Step[] {
      steps.layerNorm(kernels.layerNorm(), x, last.norm1(), normed),
      steps.product(kernels.summaryScoring(), wideQueries, across, scores),
      steps.map(kernels.summarySoftmax(), scores, probabilities),
      steps.product(kernels.summaryMix(), probabilities, tokens, wideMixed)
    };
  }

  private static int postOp(int index) {
    return DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (index + 1) | DNNL_ARG_SRC_1;
  }
}
