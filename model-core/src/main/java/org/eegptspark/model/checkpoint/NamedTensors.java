package org.eegptspark.model.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tensors by name, as a checkpoint holds them, and the text metadata beside them.
 *
 * @param tensors row-major arrays by state-dict key: FLOAT (16-bit floats are widened), DOUBLE or
 *     LONG; not to be written to
 * @param metadata text by key; empty where the layout has none
 */
public record NamedTensors(Map<String, INDArray> tensors, Map<String, String> metadata) {
  /** Copies both maps, keeping their order. */
  public NamedTensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Tensors without metadata. */
  public NamedTensors(Map<String, INDArray> tensors) {
    this(tensors, Map.of());
  }
}
