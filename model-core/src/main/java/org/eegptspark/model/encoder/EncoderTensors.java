package org.eegptspark.model.encoder;

import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;

/**
 * The encoder's tensors in a checkpoint, or those of one of its blocks, by the names of the
 * released state dict.
 *
 * @param checkpoint stays the caller's
 * @param prefix of the names
 */
public record EncoderTensors(Checkpoint checkpoint, String prefix) {
  /** All of a checkpoint's encoder. */
  public static EncoderTensors of(Checkpoint checkpoint) {
    return new EncoderTensors(checkpoint, "target_encoder.");
  }

  /** Those of a block. */
  public EncoderTensors block(int index) {
    return new EncoderTensors(checkpoint, prefix + "blocks." + index + ".");
  }

  /** A tensor's values, row-major; the caller's to change. */
  public float[] get(String name) {
    return FloatArrays.values(checkpoint.tensor(prefix + name));
  }
}
