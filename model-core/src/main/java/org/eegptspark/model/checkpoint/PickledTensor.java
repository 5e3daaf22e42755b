package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.eegptspark.model.BadInputException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A tensor as a pickle describes it: a strided view of a storage that lies elsewhere in the file.
 *
 * @param storage the storage it views
 * @param offset elements before its first
 * @param shape length of each axis
 * @param strides elements from one index of an axis to the next
 */
record PickledTensor(Storage storage, long offset, long[] shape, long[] strides) {
  private static final int MAX_RANK = 32;

  /**
   * A run of numbers of one type.
   *
   * @param key its name in the file
   * @param type how a number is stored
   * @param length number of elements
   */
  record Storage(String key, ElementType type, long length) {}

  /**
   * The tensor of the arguments of {@code torch._utils._rebuild_tensor_v2}.
   *
   * @throws IllegalArgumentException where they are none
   */
  static PickledTensor of(List<Object> arguments) {
    if (arguments.size() < 4
        || !(arguments.get(0) instanceof Storage storage)
        || !(arguments.get(1) instanceof Number offset)) {
      throw new IllegalArgumentException("a tensor without storage");
    }
    return new PickledTensor(
        storage, offset.longValue(), lengths(arguments.get(2)), lengths(arguments.get(3)));
  }

  private static long[] lengths(Object tuple) {
    if (!(tuple instanceof Object[] items) || items.length > MAX_RANK) {
      throw new IllegalArgumentException("a tensor whose shape or strides are no tuple");
    }
    long[] lengths = new long[items.length];
    for (int axis = 0; axis < items.length; axis++) {
      if (!(items[axis] instanceof Number length) || length.longValue() < 0) {
        throw new IllegalArgumentException("a tensor whose shape or strides are no whole numbers");
      }
      lengths[axis] = length.longValue();
    }
    return lengths;
  }

  /**
   * Number of elements, once it is sure that all of them lie in the storage.
   *
   * @param file and {@code name}: what messages call the file and the tensor
   * @throws BadInputException where they do not
   */
  int checkedCount(String file, String name) {
    boolean inside = shape.length == strides.length && offset >= 0 && offset <= storage.length;
    long count = 1;
    long last = offset;
    try {
      for (int axis = 0; inside && axis < shape.length; axis++) {
        count = Math.multiplyExact(count, shape[axis]);
        long steps = Math.max(shape[axis] - 1, 0);
        last = Math.addExact(last, Math.multiplyExact(steps, strides[axis]));
      }
    } catch (ArithmeticException e) {
      inside = false;
    }
    check(
        inside && (count == 0 || last < storage.length) && count <= storage.length,
        "%s: has a tensor '%s' of shape %s, strides %s, offset %s outside its storage of %s numbers",
        file,
        name,
        Arrays.toString(shape),
        Arrays.toString(strides),
        offset,
        storage.length);
    return Math.toIntExact(count);
  }

  /**
   * The tensor's numbers, row-major.
   *
   * @param stored the whole storage
   * @param count as {@link #checkedCount} gave it
   */
  INDArray decode(ByteBuffer stored, int count) {
    int width = storage.type.bytes();
    if (contiguous()) {
      return storage.type.decode(stored.slice((int) offset * width, count * width), shape);
    }
    byte[] rowMajor = new byte[count * width];
    long[] index = new long[shape.length];
    for (int element = 0; element < count; element++) {
      long at = offset;
      for (int axis = 0; axis < shape.length; axis++) {
        at += index[axis] * strides[axis];
      }
      stored.get((int) at * width, rowMajor, element * width, width);
      for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return storage.type.decode(ByteBuffer.wrap(rowMajor), shape);
  }

  private boolean contiguous() {
    long expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return true;
  }
}
