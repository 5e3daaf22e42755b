package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;

/** A kernel with the memory it works on: one call, no allocation. */
final class Step {
  private final dnnl_primitive primitive;
  private final dnnl_exec_arg_t arguments;
  private final int count;

  /**
   * @param scratchpad lends scratch memory
   * @param memory what the kernel reads and writes, by oneDNN's number of the argument
   */
  Step(NativeScope scope, Kernel kernel, Scratchpad scratchpad, Map<Integer, dnnl_memory> memory) {
    primitive = kernel.primitive();
    count = memory.size() + 1;
    arguments = new dnnl_exec_arg_t(count);
    scope.own(arguments, arguments::deallocate);
    int at = 0;
    for (Map.Entry<Integer, dnnl_memory> argument : memory.entrySet()) {
      arguments.position(at++).arg(argument.getKey()).memory(argument.getValue());
    }
    arguments.position(at).arg(DNNL_ARG_SCRATCHPAD).memory(scratchpad.lend(scope, kernel));
    arguments.position(0);
  }

  void run() {
    int status = dnnl_primitive_execute(primitive, OneDnn.stream(), count, arguments);
    if (status != 0) {
      OneDnn.check(status, "run a primitive");
    }
  }
}
