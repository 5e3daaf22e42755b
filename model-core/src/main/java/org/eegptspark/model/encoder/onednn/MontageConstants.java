package org.eegptspark.model.encoder.onednn;

/**
 * What the first block adds to projected patches of one montage.
 *
 * @param tokens t of each token: [C+S, D]
 * @param attention M t of each token: [C+S, 3D]; empty where the model has one block only
 */
record MontageConstants(float[] tokens, float[] attention) {
  static MontageConstants of(EncoderWeights weights, int[] electrodes) {
    float[] tokens = weights.embedding().constants(electrodes);
    return new MontageConstants(
        tokens,
        weights.blocks().get(0).attention() instanceof Block.OfPatches patches
            ? times(patches.first().centered(), tokens, weights.config().embedDim())
            : new float[0]);
  }

  /** Writes them for each patch of a tile. */
  void copyTo(Activations activations, int patches) {
    for (int patch = 0; patch < patches; patch++) {
      put(tokens, activations.tokenConstants(), patch);
      put(attention, activations.attentionConstants(), patch);
    }
  }

  private static void put(float[] rows, NativeArray array, int patch) {
    array.floats().position((long) patch * rows.length).put(rows);
  }

  /** Rows of tokens times the transpose of a matrix, summed in double. */
  private static float[] times(float[] matrix, float[] tokens, int dim) {
    int outputs = matrix.length / dim;
    int rows = tokens.length / dim;
    float[] result = new float[rows * outputs];
    for (int row = 0; row < rows; row++) {
      for (int o = 0; o < outputs; o++) {
        double sum = 0;
        for (int i = 0; i < dim; i++) {
          sum += (double) matrix[o * dim + i] * tokens[row * dim + i];
        }
        result[row * outputs + o] = (float) sum;
      }
    }
    return result;
  }
}
