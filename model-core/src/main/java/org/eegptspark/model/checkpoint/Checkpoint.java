package org.eegptspark.model.checkpoint;

import java.util.List;
import java.util.Map;
import org.eegptspark.model.config.EegptConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model as it was stored: its configuration and the tensors that inference needs.
 *
 * <p>The tensors lie outside Java's heap and are as large as the model: who made a checkpoint
 * closes it, as soon as an engine has been made of it. Without that they wait for the garbage
 * collector, which does not see how large they are.
 *
 * @param config sizes and variants
 * @param tensors FLOAT arrays by the state-dict keys of braindecode's EEGPT without any
 *     parametrization's suffix ({@code target_encoder.…}, {@code chan_proj.proj.…}, {@code
 *     final_layer.probe1.…}); constrained layers hold their effective weights, rows limited in norm
 * @param channels the electrodes that the checkpoint names as its input, in order; empty where it
 *     names none
 * @param description where it came from, for messages and outputs; says so where weights are
 *     untrained or for demonstration
 */
public record Checkpoint(
    EegptConfig config, Map<String, INDArray> tensors, List<String> channels, String description)
    implements AutoCloseable {
  /** Copies the collections. */
  public Checkpoint {
    tensors = Map.copyOf(tensors);
    channels = List.copyOf(channels);
  }

  /**
   * The tensor of a key.
   *
   * @throws IllegalArgumentException where the checkpoint has no such key
   */
  public INDArray tensor(String key) {
    INDArray tensor = tensors.get(key);
    if (tensor == null) {
      throw new IllegalArgumentException("No tensor '" + key + "' in " + description);
    }
    return tensor;
  }

  /** Frees the tensors; all else may still be asked for. */
  @Override
  public void close() {
    tensors.values().forEach(INDArray::close);
  }
}
