package org.eegptspark.model.encoder.onednn;

import static org.eegptspark.model.config.EegptConfig.PATCH_NORM_EPS;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Brings raw patches to where the first products read them. */
final class RawPatches {
  private RawPatches() {}

  /**
   * Copies patches, normalizing each row where the model wants it.
   *
   * @param from FLOAT [P, C, 64]
   * @param to FLOAT [P, C+S, {@link Shape#rawColumns}]
   */
  static void copy(Pointer from, int patches, Shape shape, NativeArray to) {
    int samples = shape.config().patchSize();
    int columns = shape.rawColumns();
    float[] dense = new float[shape.channels() * samples];
    float[] rows = new float[shape.channels() * columns];
    FloatPointer source = new FloatPointer(from);
    FloatPointer target = to.floats();
    for (int p = 0; p < patches; p++) {
      source.position((long) p * dense.length).get(dense);
      for (int c = 0; c < shape.channels(); c++) {
        if (shape.config().patchNorm()) {
          standardize(dense, c * samples, samples);
        }
        System.arraycopy(dense, c * samples, rows, c * columns, samples);
      }
      target.position((long) p * shape.tokens() * columns).put(rows);
    }
  }

  /** To mean 0 and variance 1. */
  private static void standardize(float[] values, int from, int count) {
    double sum = 0;
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    double mean = sum / count;
    for (int i = from; i < from + count; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    double scale = 1 / Math.sqrt(squares / count + PATCH_NORM_EPS);
    for (int i = from; i < from + count; i++) {
      values[i] = (float) ((values[i] - mean) * scale);
    }
  }
}
