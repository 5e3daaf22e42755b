package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A kernel's arguments, in the order of its parameters; some are set anew for each batch. */
final class Arguments {
  private final GpuScope scope;
  private final List<Pointer> values = new ArrayList<>();
  private PointerPointer<Pointer> pointers;

  Arguments(GpuScope scope) {
    this.scope = scope;
  }

  /** An address on the GPU; null for none. */
  Arguments address(Pointer pointer) {
    return address(pointer, 0);
  }

  /** An address on the GPU and some bytes on. */
  Arguments address(Pointer pointer, long offset) {
    return add(new LongPointer(1).put(pointer == null ? 0 : pointer.address() + offset));
  }

  Arguments of(long value) {
    return add(new LongPointer(1).put(value));
  }

  Arguments of(int value) {
    return add(new IntPointer(1).put(value));
  }

  Arguments of(float value) {
    return add(new FloatPointer(1).put(value));
  }

  /** A structure that is passed by value and stays its owner's. */
  Arguments structure(Pointer pointer) {
    values.add(pointer);
    return this;
  }

  /** Sets an argument, by its place. */
  void set(int index, int value) {
    ((IntPointer) values.get(index)).put(value);
  }

  void set(int index, long value) {
    ((LongPointer) values.get(index)).put(value);
  }

  void set(int index, Pointer address) {
    set(index, address.address());
  }

  PointerPointer<Pointer> pointers() {
    if (pointers == null) {
      pointers = new PointerPointer<>(values.size());
      for (int i = 0; i < values.size(); i++) {
        pointers.put(i, values.get(i));
      }
      scope.own(pointers, pointers::deallocate);
    }
    return pointers;
  }

  private Arguments add(Pointer value) {
    values.add(scope.own(value, value::deallocate));
    return this;
  }
}
