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
    Steps steps = new Steps(scope, act.scratchpad());
    queries = queries(steps, block);
    forward = forward(steps, block, weights.norm());
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

  private Step[] queries(Steps steps, Block block) {
    Block.OfSummaries attention = (Block.OfSummaries) block.attention();
    dnnl_memory normed = act.normedS().memory(scope, rows(type));
    dnnl_memory q = act.queriesS().memory(scope, rows(type));
    return new Step[] {
      steps.layerNorm(
          layerNorm(type), act.xs().memory(scope, rows(dnnl_f32)), block.norm1(), normed),
      steps.linear(product(attention.queries(), type).compile(), normed, attention.queries(), q),
      steps.linear(
          new Product(scope, heads(), attention.keys().layout(), wide()).compile(),
          act.queriesS().memory(scope, heads()),
          attention.keys(),
          act.wideQueries().memory(scope, wide()))
    };
  }

  private Step[] forward(Steps steps, Block block, Norm norm) {
    Linear values = ((Block.OfSummaries) block.attention()).values();
    dnnl_memory x = act.xs().memory(scope, rows(dnnl_f32));
    dnnl_memory joined = act.queriesS().memory(scope, rows(type));
    dnnl_memory normed = act.normedS().memory(scope, rows(type));
    dnnl_memory hidden =
        act.hiddenS().memory(scope, Layout.dense(type, rows, shape.config().mlpDim()));
    List<Step> list = new ArrayList<>();
    long column = 0;
    int mlp = shape.config().mlpDim();
    for (int i = 0; i < block.fc2().size(); i++) {
      Linear part = block.fc2().get(i);
      Layout columns = new Layout(type, Layout.dims(rows, part.inputs()), Layout.dims(mlp, 1));
      Product product = new Product(scope, columns, part.layout(), rows(dnnl_f32));
      list.add(
          steps.linear(
              (part.bias() == null ? product : product.bias()).ontoResult().compile(),
              act.hiddenS().memory(scope, columns, column * Layout.bytes(type)),
              part,
              x));
      column += part.inputs();
    }
    list.add(
        steps.layerNorm(layerNorm(dnnl_f32), x, norm, act.output().memory(scope, rows(dnnl_f32))));
    list.addAll(
        0,
        List.of(
            steps.linear(
                new Product(scope, wide(), values.layout(), heads()).compile(),
                act.wideMixed().memory(scope, wide()),
                values,
                act.queriesS().memory(scope, heads())),
            steps.linear(ontoStream(block.projection()), joined, block.projection(), x),
            steps.layerNorm(layerNorm(type), x, block.norm2(), normed),
            steps.linear(
                product(block.fc1(), type).gelu().compile(), normed, block.fc1(), hidden)));
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

  private Kernel ontoStream(Linear layer) {
    return product(layer, dnnl_f32).ontoResult().compile();
  }

  private Product product(Linear layer, int resultType) {
    return new Product(
            scope,
            Layout.dense(type, rows, layer.inputs()),
            layer.layout(),
            Layout.dense(resultType, rows, layer.outputs()))
        .bias();
  }
}
