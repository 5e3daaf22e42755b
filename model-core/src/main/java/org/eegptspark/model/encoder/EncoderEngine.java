package org.eegptspark.model.encoder;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs the EEGPT encoder over batches of patches.
 *
 * <p>An engine holds one model's weights for its whole life and is shared by all threads of a
 * process: {@link #encode} may be called by several at once. The result for a patch does not depend
 * on the other patches of its batch.
 */
public interface EncoderEngine extends AutoCloseable {
  /** The name that selects it: {@code nd4j}, {@code onednn}, {@code cuda}. */
  String name();

  /** The arithmetic it computes in. */
  Precision precision();

  /**
   * Encodes patches to summary tokens. The memory it takes beside input and result does not grow
   * with the number of patches.
   *
   * @param batch at least one patch; stays the caller's
   * @return FLOAT, row-major, [P, S, D]: the S summary tokens after the final layer norm; the
   *     caller owns it and closes it
   */
  INDArray encode(PatchBatch batch);

  /** Frees the weights. No call of {@link #encode} may be under way or follow. */
  @Override
  void close();
}
