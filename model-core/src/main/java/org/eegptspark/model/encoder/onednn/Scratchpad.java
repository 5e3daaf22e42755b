package org.eegptspark.model.encoder.onednn;

import org.bytedeco.dnnl.dnnl_memory;

/** Scratch memory that kernels of one thread use in turn. */
final class Scratchpad {
  private final NativeScope owner;
  private NativeArray array;

  Scratchpad(NativeScope owner) {
    this.owner = owner;
    this.array = NativeArray.allocate(owner, 1 << 16);
  }

  /** Memory for a kernel; kernels share it as far as it suffices. */
  dnnl_memory lend(NativeScope scope, Kernel kernel) {
    long needed = kernel.scratchpadBytes();
    if (needed > array.bytes()) {
      array = NativeArray.allocate(owner, Math.max(needed, 2 * array.bytes()));
    }
    return array.memory(scope, kernel.scratchpad());
  }
}
