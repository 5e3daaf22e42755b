package org.eegptspark.model.encoder.onednn;

import java.util.stream.IntStream;

/**
 * What the first block adds to projected patches of one montage, repeated for the patches of a
 * tile.
 *
 * @param tokens t of each token: [tile * (C+S), D]
 * @param attention M t of each token: [tile * (C+S), 3D]; null where the model has one block only
 */
record MontageConstants(NativeArray tokens, NativeArray attention) {
  static MontageConstants of(
      NativeScope scope, EncoderWeights weights, Shape shape, int[] electrodes) {
    float[] tokens = weights.constants(electrodes);
    NativeArray attention =
        weights.blocks().get(0).attention() instanceof Block.OfPatches patches
            ? repeated(scope, times(patches.first().centered(), tokens, shape), shape)
            : null;
    return new MontageConstants(repeated(scope, tokens, shape), attention);
  }

  private static NativeArray repeated(NativeScope scope, float[] rows, Shape shape) {
    NativeArray array = NativeArray.floats(scope, (long) rows.length * shape.tilePatches());
    for (int patch = 0; patch < shape.tilePatches(); patch++) {
      array.floats().position((long) patch * rows.length).put(rows);
    }
    return array;
  }

  /** Rows of tokens times the transpose of a matrix, summed in double. */
  private static float[] times(float[] matrix, float[] tokens, Shape shape) {
    int dim = shape.dim();
    int outputs = matrix.length / dim;
    float[] result = new float[shape.tokens() * outputs];
    IntStream.range(0, shape.tokens())
        .forEach(
            t -> {
              for (int o = 0; o < outputs; o++) {
                double sum = 0;
                for (int i = 0; i < dim; i++) {
                  sum += (double) matrix[o * dim + i] * tokens[t * dim + i];
                }
                result[t * outputs + o] = (float) sum;
              }
            });
    return result;
  }
}
