package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.config.ChannelProjection;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Electrodes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns a stored state dict into a {@link Checkpoint}: its keys, values and constraints. */
final class StateDict {
  /** What wrappers such as DataParallel put before each key. */
  private static final String PREFIX = "^(model\\.|module\\.)*";

  /** The probe's first and second layer: the limits of their rows' norms (paper's probe). */
  private static final double PROBE1_MAX_NORM = 1.0;

  private static final double PROBE2_MAX_NORM = 0.25;

  /** The 1x1 convolution's, where the configuration names no {@code chan_conv_max_norm}. */
  private static final double PROJECTION_MAX_NORM = 1.0;

  private StateDict() {}

  /**
   * The checkpoint of a stored state dict.
   *
   * @param json what is known of the configuration beside the tensors
   * @param source where it came from, for messages and the description
   * @param note what the description says beside; empty for nothing
   * @throws BadInputException where it is not a whole EEGPT with finite weights
   */
  static Checkpoint checkpoint(NamedTensors stored, ConfigJson json, String source, String note) {
    Map<String, INDArray> plain = plainKeys(stored.tensors(), source);
    INDArray rows = plain.remove(StateDictLayout.CHANNEL_ROWS);
    boolean otherHead =
        plain.keySet().removeIf(key -> key.startsWith("final_layer.") && !isProbe(key));
    EegptConfig config = ConfigInference.infer(plain, json, source);

    Map<String, INDArray> expected = new HashMap<>();
    for (String key : keys(config)) {
      expected.put(key, finiteFloats(key, plain.get(key), source));
    }
    limitRows(expected, StateDictLayout.PROBE1_WEIGHT, PROBE1_MAX_NORM);
    limitRows(expected, StateDictLayout.PROBE2_WEIGHT, PROBE2_MAX_NORM);
    if (config.channelProjection() == ChannelProjection.CONV1D_CONSTRAINT) {
      limitRows(
          expected,
          StateDictLayout.PROJECTION_WEIGHT,
          json.number("chan_conv_max_norm").orElse(PROJECTION_MAX_NORM));
    }
    List<String> channels =
        config.channelProjection() == ChannelProjection.NONE
            ? encoderChannels(json, rows, source)
            : projectedChannels(json, plain.get(StateDictLayout.PROJECTION_WEIGHT), source);
    String left = otherHead ? "its final_layer is not EEGPT's probe and is left out" : "";
    return new Checkpoint(config, expected, channels, description(source, note, left));
  }

  private static String description(String source, String... notes) {
    String said =
        Arrays.stream(notes).filter(note -> !note.isEmpty()).collect(Collectors.joining("; "));
    return said.isEmpty() ? source : source + " (" + said + ")";
  }

  /** Whether a stored key may be one that inference reads; false for those of pretraining alone. */
  static boolean mayBeWanted(String key) {
    String name = key.replaceFirst(PREFIX, "");
    return name.startsWith(StateDictLayout.ENCODER)
        || name.startsWith("chan_proj.")
        || name.startsWith("final_layer.")
        || name.equals(StateDictLayout.CHANNEL_ROWS);
  }

  private static boolean isProbe(String key) {
    return key.startsWith("final_layer.probe1.") || key.startsWith("final_layer.probe2.");
  }

  /** The keys that inference reads, without wrappers' prefixes and parametrizations' suffixes. */
  private static Map<String, INDArray> plainKeys(Map<String, INDArray> stored, String source) {
    String prefix = prefix(stored, source);
    Map<String, INDArray> plain = new HashMap<>();
    stored.forEach(
        (key, tensor) -> {
          if (key.startsWith(prefix) && mayBeWanted(key)) {
            String name = key.substring(prefix.length());
            String weight = name.replace(StateDictLayout.PARAMETRIZED, ".weight");
            check(
                plain.put(weight, tensor) == null,
                "%s: holds '%s' twice, plain and parametrized",
                source,
                weight);
          }
        });
    return plain;
  }

  /** What a wrapper put before each key; mostly nothing. */
  private static String prefix(Map<String, INDArray> stored, String source) {
    for (String key : stored.keySet()) {
      if (key.replaceFirst(PREFIX, "").equals(StateDictLayout.SUMMARY_TOKEN)) {
        return key.substring(0, key.length() - StateDictLayout.SUMMARY_TOKEN.length());
      }
    }
    boolean some =
        stored.keySet().stream().anyMatch(key -> key.startsWith(StateDictLayout.ENCODER));
    throw new BadInputException(
        "%s: is not EEGPT: it has no tensor '%s'%s",
        source,
        StateDictLayout.SUMMARY_TOKEN,
        some
            ? ""
            : " nor any '"
                + StateDictLayout.ENCODER
                + "*', but "
                + stored.size()
                + " others"
                + stored.keySet().stream()
                    .limit(2)
                    .map(key -> ", '" + key + "'")
                    .reduce("", String::concat));
  }

  private static List<String> keys(EegptConfig config) {
    List<String> keys = new ArrayList<>(StateDictLayout.encoder(config).keySet());
    keys.addAll(StateDictLayout.projection(config, 1).keySet());
    keys.addAll(StateDictLayout.probe(config, 1).keySet());
    return keys;
  }

  private static INDArray finiteFloats(String key, INDArray tensor, String source) {
    INDArray floats = tensor.dataType() == DataType.FLOAT ? tensor : tensor.castTo(DataType.FLOAT);
    float[] values = FloatArrays.values(floats);
    int at = 0;
    while (at < values.length && Float.isFinite(values[at])) {
      at++;
    }
    if (at < values.length) {
      throw new BadInputException(
          "%s: '%s' holds %s at index %s; weights must be finite, take another checkpoint",
          source, key, values[at], at);
    }
    return floats;
  }

  /**
   * Limits the L2 norm of a weight's output rows as {@code torch.renorm} does: a longer row is
   * multiplied by {@code limit / (norm + 1e-7)}.
   */
  private static void limitRows(Map<String, INDArray> tensors, String key, double limit) {
    INDArray weight = tensors.get(key);
    if (weight == null) {
      return;
    }
    float[] values = FloatArrays.values(weight);
    int width = Math.toIntExact(values.length / weight.size(0));
    for (int row = 0; row < values.length; row += width) {
      double square = 0;
      for (int i = row; i < row + width; i++) {
        square += (double) values[i] * values[i];
      }
      double norm = Math.sqrt(square);
      double factor = norm > limit ? limit / (norm + 1e-7) : 1.0;
      for (int i = row; i < row + width; i++) {
        values[i] = (float) (values[i] * factor);
      }
    }
    tensors.put(key, ElementType.floats(values, weight.shape()));
  }

  /** The encoder's electrodes, where the weights name them: by JSON, or by rows of chan_embed. */
  private static List<String> encoderChannels(ConfigJson json, INDArray rows, String source) {
    List<String> named = json.channels();
    if (!named.isEmpty()) {
      try {
        Electrodes.rows(named);
      } catch (BadInputException e) {
        throw new BadInputException(e, "%s: %s", json.source(), e.getMessage());
      }
      check(
          new HashSet<>(named).size() == named.size(),
          "%s: names an electrode twice: %s",
          json.source(),
          named);
    }
    if (rows == null) {
      return named;
    }
    List<String> stored = new ArrayList<>();
    for (long row : rows.dup('c').data().asLong()) {
      check(
          row >= 0 && row < Electrodes.NAMES.size(),
          "%s: chans_id holds %s, expected rows 0 to %s of chan_embed",
          source,
          row,
          Electrodes.NAMES.size() - 1);
      stored.add(Electrodes.NAMES.get((int) row));
    }
    return named.isEmpty() ? stored : named;
  }

  /** The recording's channels that a projection takes, where the weights name them. */
  private static List<String> projectedChannels(ConfigJson json, INDArray weight, String source) {
    List<String> named = json.channels();
    check(
        named.isEmpty() || named.size() == weight.size(1),
        "%s: names %s channels, but the projection of %s takes %s",
        json.source(),
        named.size(),
        source,
        weight.size(1));
    return named;
  }
}
