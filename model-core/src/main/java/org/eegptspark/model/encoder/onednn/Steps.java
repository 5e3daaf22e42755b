package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;

/** Binds kernels to memory. */
record Steps(NativeScope scope, Scratchpad scratchpad) {
  Step step(Kernel kernel, Map<Integer, dnnl_memory> memory) {
    return new Step(scope, kernel, scratchpad, memory);
  }

  /** From one array to another. */
  Step map(Kernel kernel, dnnl_memory from, dnnl_memory to) {
    return step(kernel, Map.of(DNNL_ARG_SRC, from, DNNL_ARG_DST, to));
  }

  Step layerNorm(Kernel kernel, dnnl_memory from, Norm norm, dnnl_memory to) {
    return step(
        kernel,
        Map.of(
            DNNL_ARG_SRC,
            from,
            DNNL_ARG_SCALE,
            norm.scale(),
            DNNL_ARG_SHIFT,
            norm.shift(),
            DNNL_ARG_DST,
            to));
  }

  Step product(Kernel kernel, dnnl_memory left, dnnl_memory right, dnnl_memory to) {
    return step(kernel, Map.of(DNNL_ARG_SRC, left, DNNL_ARG_WEIGHTS, right, DNNL_ARG_DST, to));
  }
}
