package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;

/** Binds linear layers over a number of rows, R; layers of one shape share their kernels. */
final class LinearSteps {
  private final NativeScope scope;
  private final Scratchpad scratchpad;
  private final int type;
  private final long rows;
  private final Map<Key, Kernel> kernels = new HashMap<>();

  LinearSteps(NativeScope scope, Scratchpad scratchpad, int type, long rows) {
    this.scope = scope;
    this.scratchpad = scratchpad;
    this.type = type;
    this.rows = rows;
  }

  /** x W^T + b: [R, in] to [R, out]. */
  List<Step> linear(NativeArray from, Linear layer, NativeArray to) {
    return steps(from, layer, After.NOTHING, to.memory(scope, layout(type, layer.outputs())));
  }

  /** gelu(x W^T + b): [R, in] to [R, out]. */
  List<Step> gelu(NativeArray from, Linear layer, NativeArray to) {
    return steps(from, layer, After.GELU, to.memory(scope, layout(type, layer.outputs())));
  }

  /** x W^T + b added to an array: [R, in] onto fp32 [R, out]. */
  List<Step> linearOnto(NativeArray from, Linear layer, dnnl_memory onto) {
    return steps(from, layer, After.ADDING, onto);
  }

  private List<Step> steps(NativeArray from, Linear layer, After after, dnnl_memory to) {
    List<Step> steps = new ArrayList<>();
    for (int part = 0; part < layer.parts().size(); part++) {
      Map<Integer, dnnl_memory> memory = new HashMap<>();
      long offset = (long) part * layer.partInputs() * Layout.bytes(type);
      memory.put(DNNL_ARG_SRC, from.memory(scope, columns(layer, part), offset));
      memory.put(DNNL_ARG_WEIGHTS, layer.parts().get(part).memory());
      memory.put(DNNL_ARG_DST, to);
      if (part == 0) {
        memory.put(DNNL_ARG_BIAS, layer.bias());
      }
      Key key = new Key(layer.inputs(), layer.outputs(), part, after);
      Kernel kernel = kernels.computeIfAbsent(key, k -> compile(layer, k));
      steps.add(new Step(scope, kernel, scratchpad, memory));
    }
    return steps;
  }

  private Kernel compile(Linear layer, Key key) {
    Layout to = layout(key.after == After.ADDING ? dnnl_f32 : type, layer.outputs());
    Product product =
        new Product(scope, columns(layer, key.part), layer.parts().get(key.part).layout(), to);
    if (key.part == 0) {
      product.bias();
    }
    if (key.part > 0 || key.after == After.ADDING) {
      product.ontoResult();
    }
    if (key.part == layer.parts().size() - 1 && key.after == After.GELU) {
      product.gelu();
    }
    return product.compile();
  }

  /** The columns that a part reads. */
  private Layout columns(Linear layer, int part) {
    return layout(type, layer.inputsOf(part)).strides(layer.inputs(), 1);
  }

  private Layout layout(int elements, int width) {
    return Layout.dense(elements, rows, width);
  }

  private enum After {
    NOTHING,
    GELU,
    ADDING
  }

  private record Key(int inputs, int outputs, int part, After after) {}
}
