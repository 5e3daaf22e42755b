package org.eegptspark.model.encoder;

/**
 * What a token has of its place and not of its patch.
 *
 * @param patchBias of the patch projection, [D]
 * @param channels {@code chan_embed}, row-major [62, D]
 * @param summaries the summary tokens, row-major [S, D]
 */
public record TokenEmbedding(float[] patchBias, float[] channels, float[] summaries) {
  /** An encoder's. */
  public static TokenEmbedding of(EncoderTensors encoder) {
    return new TokenEmbedding(
        encoder.get("patch_embed.proj.bias"),
        encoder.get("chan_embed.weight"),
        encoder.get("summary_token"));
  }

  /**
   * What is added to a montage's projected patches, C channel tokens then S summary tokens, which
   * have no patch.
   *
   * @param electrodes C rows of {@code chan_embed}
   * @return row-major [C+S, D]
   */
  public float[] constants(int[] electrodes) {
    int dim = patchBias.length;
    float[] rows = new float[electrodes.length * dim + summaries.length];
    for (int c = 0; c < electrodes.length; c++) {
      for (int i = 0; i < dim; i++) {
        rows[c * dim + i] = channels[electrodes[c] * dim + i] + patchBias[i];
      }
    }
    System.arraycopy(summaries, 0, rows, electrodes.length * dim, summaries.length);
    return rows;
  }
}
