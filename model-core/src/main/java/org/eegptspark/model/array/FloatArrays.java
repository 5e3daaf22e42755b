package org.eegptspark.model.encoder;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Java arrays as arrays outside the heap. */
final class FloatArrays {
  private FloatArrays() {}

  /**
   * Copies values in one go; {@code Nd4j.create} takes ten times as long, which shows beside a
   * window of a shallow model.
   *
   * @param values row-major
   * @return FLOAT; the caller owns it
   */
  static INDArray copyOf(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape);
    new FloatPointer(array.data().addressPointer()).put(values);
    return array;
  }
}
