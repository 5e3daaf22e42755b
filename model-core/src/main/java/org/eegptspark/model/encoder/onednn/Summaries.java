package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;
import static org.eegptspark.model.config.EegptConfig.LAYER_NORM_EPS;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.javacpp.Pointer;

/**
 * The last block for the S summary tokens of P patches of a group, and the layer norm after it; R
 * stands for their P * S rows.
 */
final class Summaries {
  private final NativeScope scope;
  private final Shape shape;
  private final Activations act;
  private final int type;
  private final int patches;
  private final long rows;
  private final Steps steps;
  private final LinearSteps linears;
  private final dnnl_memory x;
  private final dnnl_memory normed;
  private final Step[] queries;
  private final Step[] forward;

  Summaries(NativeScope scope, EncoderWeights weights, Shape shape, Activations act, int patches) {
    this.scope = scope;
    this.shape = shape;
    this.act = act;
    this.type = weights.type();
    this.patches = patches;
    this.rows = (long) patches * shape.summaries();
    Block block = weights.blocks().get(weights.blocks().size() - 1);
    steps = new Steps(scope, act.scratchpad());
    linears = new LinearSteps(scope, act.scratchpad(), type, rows);
    x = act.xs().memory(scope, rows(dnnl_f32));
    normed = act.normedS().memory(scope, rows(type));
    queries = queries(block);
    forward = forward(block, weights.norm());
  }

  /** Takes the summary tokens out of x; their layer norm and queries. */
  void queries() {
    long tokenBytes = (long) shape.dim() * Float.BYTES;
    for (int p = 0; p < patches; p++) {
      Pointer.memcpy(
          act.xs().at(p * shape.summaries() * tokenBytes),
          act.x().at(((long) p * shape.tokens() + shape.channels()) * tokenBytes),
          shape.summaries() * tokenBytes);
    }
    run(queries);
  }

  /** From what the queries mixed to the encoder's output. */
  void forward() {
    run(forward);
  }

  private static void run(Step[] steps) {
    for (Step step : steps) {
      step.run();
    }
  }

  private Step[] queries(Block block) {
    Block.OfSummaries attention = (Block.OfSummaries) block.attention();
    Kernel widen = new Product(scope, heads(), attention.keys().layout(), wide()).compile();
    List<Step> list = new ArrayList<>();
    list.add(steps.layerNorm(layerNorm(type), x, block.norm1(), normed));
    list.addAll(linears.linear(act.normedS(), attention.queries(), act.queriesS()));
    list.add(
        steps.product(
            widen,
            act.queriesS().memory(scope, heads()),
            attention.keys().memory(),
            act.wideQueries().memory(scope, wide())));
    return list.toArray(new Step[0]);
  }

  private Step[] forward(Block block, Norm norm) {
    PackedWeight values = ((Block.OfSummaries) block.attention()).values();
    Kernel narrow = new Product(scope, wide(), values.layout(), heads()).compile();
    List<Step> list = new ArrayList<>();
    list.add(
        steps.product(
            narrow,
            act.wideMixed().memory(scope, wide()),
            values.memory(),
            act.queriesS().memory(scope, heads())));
    list.addAll(linears.linearOnto(act.queriesS(), block.projection(), x));
    list.add(steps.layerNorm(layerNorm(type), x, block.norm2(), normed));
    list.addAll(linears.gelu(act.normedS(), block.fc1(), act.hiddenS()));
    list.addAll(linears.linearOnto(act.hiddenS(), block.fc2(), x));
    list.add(
        steps.layerNorm(layerNorm(dnnl_f32), x, norm, act.output().memory(scope, rows(dnnl_f32))));
    return list.toArray(new Step[0]);
  }

  /** [R, D]. */
  private Layout rows(int elements) {
    return Layout.dense(elements, rows, shape.dim());
  }

  /** [R, D] by heads: [H, R, d]. */
  private Layout heads() {
    return new Layout(
        type,
        Layout.dims(shape.heads(), rows, shape.headDim()),
        Layout.dims(shape.headDim(), shape.dim(), 1));
  }

  /** [R, H, D] by heads: [H, R, D]. */
  private Layout wide() {
    return new Layout(
        type,
        Layout.dims(shape.heads(), rows, shape.dim()),
        Layout.dims(shape.dim(), (long) shape.heads() * shape.dim(), 1));
  }

  private Kernel layerNorm(int elements) {
    return Kernel.layerNorm(
        scope,
        dnnl_forward_inference,
        rows(dnnl_f32),
        rows(elements),
        LAYER_NORM_EPS,
        dnnl_use_scale | dnnl_use_shift);
  }
}
