package org.eegptspark.udf;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** How a function gives a window's tokens. */
enum TokenForm {
  /** One array, row-major. */
  FLAT("eegpt_embed", DataTypes.createArrayType(DataTypes.FloatType, false)) {
    @Override
    void write(List<float[]> windows, int patchFloats, FieldVector result) {
      ListVector rows = (ListVector) result;
      rows.allocateNew();
      int end = 0;
      for (int row = 0; row < windows.size(); row++) {
        if (windows.get(row) == null) {
          rows.setNull(row);
        } else {
          rows.startNewValue(row);
          rows.endValue(row, windows.get(row).length);
          end = Math.addExact(end, windows.get(row).length);
        }
      }
      fill(windows, end, (Float4Vector) rows.getDataVector());
      rows.setValueCount(windows.size());
    }
  },
  /** An array a patch. */
  PATCHES("eegpt_patches", DataTypes.createArrayType(FLAT.type, false)) {
    @Override
    void write(List<float[]> windows, int patchFloats, FieldVector result) {
      ListVector rows = (ListVector) result;
      rows.allocateNew();
      ListVector patches = (ListVector) rows.getDataVector();
      int patch = 0;
      for (int row = 0; row < windows.size(); row++) {
        if (windows.get(row) == null) {
          rows.setNull(row);
        } else {
          int count = windows.get(row).length / patchFloats;
          rows.startNewValue(row);
          rows.endValue(row, count);
          for (int n = 0; n < count; n++, patch++) {
            patches.startNewValue(patch);
            patches.endValue(patch, patchFloats);
          }
        }
      }
      fill(windows, Math.multiplyExact(patch, patchFloats), (Float4Vector) patches.getDataVector());
      patches.setValueCount(patch);
      rows.setValueCount(windows.size());
    }
  };

  private final String function;
  private final DataType type;

  TokenForm(String function, DataType type) {
    this.function = function;
    this.type = type;
  }

  /** Name of the function that gives it. */
  String function() {
    return function;
  }

  DataType type() {
    return type;
  }

  /**
   * Makes an empty vector of {@link #type} hold a batch's windows.
   *
   * @param windows a row's tokens each, row-major; null gives null
   * @param patchFloats S*D
   */
  abstract void write(List<float[]> windows, int patchFloats, FieldVector result);

  private static void fill(List<float[]> windows, int count, Float4Vector values) {
    values.allocateNew(count);
    ArrowBuf data = values.getDataBuffer();
    long at = 0;
    for (float[] window : windows) {
      for (int i = 0; window != null && i < window.length; i++, at += Float.BYTES) {
        data.setFloat(at, window[i]);
      }
    }
    values.getValidityBuffer().setOne(0, (count + Byte.SIZE - 1) / Byte.SIZE);
    values.setValueCount(count);
  }
}
