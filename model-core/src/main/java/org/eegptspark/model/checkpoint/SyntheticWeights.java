package org.eegptspark.model.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.config.ChannelProjection;
import org.eegptspark.model.config.EegptConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deterministic weights that any language regenerates bit for bit: each value is a function of its
 * state-dict key and its place in the tensor, by FNV-1a and SplitMix64.
 *
 * <p>They are untrained: good for checking arithmetic, for demonstrations and for benchmarks.
 */
public final class SyntheticWeights {
  private SyntheticWeights() {}

  /**
   * The state dict that braindecode's EEGPT of this configuration has, filled: constrained layers
   * stand under {@code ….parametrizations.weight.original}, since values follow from keys.
   *
   * @param windowPatches patches in the window that the probe takes; ignored without outputs
   * @param projectionInputs channels that the projection takes; ignored without a projection
   */
  public static NamedTensors of(EegptConfig config, int windowPatches, int projectionInputs) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.putAll(StateDictLayout.projection(config, projectionInputs));
    shapes.putAll(StateDictLayout.encoder(config));
    shapes.putAll(StateDictLayout.probe(config, windowPatches));
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (key, shape) -> {
          String stored = storedKey(config, key);
          tensors.put(stored, tensor(stored, shape));
        });
    return new NamedTensors(tensors);
  }

  private static String storedKey(EegptConfig config, String key) {
    boolean constrained =
        key.equals(StateDictLayout.PROBE1_WEIGHT)
            || key.equals(StateDictLayout.PROBE2_WEIGHT)
            || (key.equals(StateDictLayout.PROJECTION_WEIGHT)
                && config.channelProjection() == ChannelProjection.CONV1D_CONSTRAINT);
    return constrained ? key.replace(".weight", StateDictLayout.PARAMETRIZED) : key;
  }

  /** The synthetic value of one state-dict entry, a FLOAT array. */
  public static INDArray tensor(String key, long... shape) {
    String[] parts = key.split("\\.", -1);
    String last = parts[parts.length - 1];
    String layer = parts.length > 1 ? parts[parts.length - 2] : "";
    if (last.equals("weight") && layer.matches("norm[12]?")) {
      return uniform(key, 0.2, 1.0, shape);
    }
    if (last.equals("bias")) {
      return uniform(key, 0.1, 0.0, shape);
    }
    if (last.equals("summary_token") || (last.equals("weight") && layer.equals("chan_embed"))) {
      return uniform(key, 1.0, 0.0, shape);
    }
    long fanIn = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      fanIn *= shape[axis];
    }
    return uniform(key, Math.sqrt(3.0 / fanIn), 0.0, shape);
  }

  /** A FLOAT array of values uniform in [{@code center - scale}, {@code center + scale}). */
  public static INDArray uniform(String key, double scale, double center, long... shape) {
    long count = 1;
    for (long length : shape) {
      count = Math.multiplyExact(count, length);
    }
    float[] values = new float[Math.toIntExact(count)];
    long seed = fnv1a64(key);
    for (int i = 0; i < values.length; i++) {
      double unit = (splitMix64(seed + i) >>> 40) * 0x1p-24;
      values[i] = (float) (center + scale * (2.0 * unit - 1.0));
    }
    return ElementType.floats(values, shape);
  }

  /** 64-bit FNV-1a of the UTF-8 bytes. */
  static long fnv1a64(String text) {
    long hash = 0xCBF29CE484222325L;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * 0x100000001B3L;
    }
    return hash;
  }

  /** SplitMix64's output for a state that is advanced once before mixing. */
  private static long splitMix64(long state) {
    long z = state + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
