package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A stretch of native memory on a cache line's start; zeros at first. */
final class NativeArray {
  private static final int ALIGNMENT = 64;

  private final Pointer start;
  private final long bytes;

  private NativeArray(Pointer start, long bytes) {
    this.start = start;
    this.bytes = bytes;
  }

  static NativeArray allocate(NativeScope scope, long bytes) {
    BytePointer block = new BytePointer(bytes + ALIGNMENT);
    Pointer.memset(block, 0, bytes + ALIGNMENT);
    scope.own(block, block::deallocate);
    long slack = (ALIGNMENT - block.address() % ALIGNMENT) % ALIGNMENT;
    return new NativeArray(new At(block.address() + slack), bytes);
  }

  static NativeArray floats(NativeScope scope, long count) {
    return allocate(scope, count * Float.BYTES);
  }

  static NativeArray of(NativeScope scope, float[] values) {
    NativeArray array = floats(scope, values.length);
    array.floats().put(values);
    return array;
  }

  long bytes() {
    return bytes;
  }

  FloatPointer floats() {
    return new FloatPointer(start).capacity(bytes / Float.BYTES);
  }

  /** A place inside. */
  Pointer at(long offset) {
    return new At(start.address() + offset);
  }

  /** The array, or its beginning, as oneDNN's. */
  dnnl_memory memory(NativeScope scope, dnnl_memory_desc layout) {
    return memory(scope, layout, start);
  }

  dnnl_memory memory(NativeScope scope, Layout layout) {
    return memory(scope, layout, 0);
  }

  /** The array from an offset in bytes on. */
  dnnl_memory memory(NativeScope scope, Layout layout, long offset) {
    return memory(scope, layout.describe(scope), at(offset));
  }

  /** A view that is moved to its place before each use. */
  static dnnl_memory unplaced(NativeScope scope, Layout layout) {
    return memory(scope, layout.describe(scope), null);
  }

  /** An address as a pointer that frees nothing. */
  static Pointer address(long address) {
    return new At(address);
  }

  /** Someone's memory as oneDNN's. */
  private static dnnl_memory memory(NativeScope scope, dnnl_memory_desc layout, Pointer at) {
    dnnl_memory memory = new dnnl_memory();
    OneDnn.check(dnnl_memory_create(memory, layout, OneDnn.cpu(), at), "wrap memory");
    return scope.own(memory, () -> dnnl_memory_destroy(memory));
  }

  /** Moves oneDNN's view to another place. */
  static void move(dnnl_memory memory, Pointer to) {
    OneDnn.check(dnnl_memory_set_data_handle(memory, to), "move a view");
  }

  /** An address that is not ours to free. */
  private static final class At extends Pointer {
    At(long address) {
      this.address = address;
    }
  }
}
