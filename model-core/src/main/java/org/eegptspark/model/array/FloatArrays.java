package org.eegptspark.model.array;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** FLOAT arrays outside the heap, and Java's. */
public final class FloatArrays {
  private FloatArrays() {}

  /**
   * Copies values in one go; {@code Nd4j.create} takes ten times as long, which shows beside a
   * window of a shallow model. Nor is the array reshaped: closing such a one would free nothing.
   *
   * @param values row-major
   * @return FLOAT; the caller owns it
   */
  public static INDArray copyOf(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape);
    new FloatPointer(array.data().addressPointer()).put(values);
    return array;
  }

  /** A FLOAT array's values, row-major whatever its order in memory; the caller's to change. */
  public static float[] values(INDArray floats) {
    INDArray rowMajor = rowMajor(floats);
    float[] values = rowMajor.data().asFloat();
    if (rowMajor != floats) {
      rowMajor.close();
    }
    return values;
  }

  /** The array itself where it lies row-major and whole in memory, else a copy that does. */
  public static INDArray rowMajor(INDArray array) {
    return array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
  }
}
