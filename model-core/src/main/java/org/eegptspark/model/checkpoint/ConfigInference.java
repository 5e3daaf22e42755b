package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.ChannelProjection;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.config.Padding;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Finds a model's configuration: sizes from its tensors' shapes, and from its JSON what shapes do
 * not tell (attention heads, the stride between patches, padding). Where both tell, they must
 * agree.
 */
final class ConfigInference {
  private static final Pattern BLOCK =
      Pattern.compile(Pattern.quote(StateDictLayout.BLOCKS) + "(\\d{1,4})\\..+");

  private final Map<String, INDArray> tensors;
  private final ConfigJson json;
  private final String source;

  private ConfigInference(Map<String, INDArray> tensors, ConfigJson json, String source) {
    this.tensors = tensors;
    this.json = json;
    this.source = source;
  }

  /**
   * The configuration of a state dict with plain {@code .weight} keys. Every tensor that it asks
   * for is there, in its shape.
   *
   * @param source what messages call the checkpoint
   * @throws BadInputException where tensors are missing, have impossible shapes, or contradict the
   *     JSON
   */
  static EegptConfig infer(Map<String, INDArray> tensors, ConfigJson json, String source) {
    return new ConfigInference(tensors, json, source).infer();
  }

  private EegptConfig infer() {
    checkFixedChoices();
    long[] embedding = shape(StateDictLayout.CHANNEL_EMBEDDING, 2);
    check(
        embedding[0] == Electrodes.NAMES.size(),
        "%s: embeds %s electrodes, expected EEGPT's %s",
        source,
        embedding[0],
        Electrodes.NAMES.size());
    int embedDim = agreed("embed_dim", embedding[1]);
    int embedNum = agreed("embed_num", shape(StateDictLayout.SUMMARY_TOKEN, 3)[1]);
    int depth = agreed("depth", depth());
    boolean patchNorm = patchNorm();
    long[] patchWeight = shape(StateDictLayout.PATCH_WEIGHT, patchNorm ? 2 : 4);
    int patchSize = agreed("patch_size", patchWeight[patchWeight.length - 1]);
    EegptConfig config =
        new EegptConfig(
            patchSize,
            json.integer("patch_stride").orElse(patchSize),
            embedDim,
            embedNum,
            depth,
            json.integer("num_heads").orElse(embedDim <= 128 ? 4 : 8),
            mlpRatio(embedDim),
            padding(),
            patchNorm,
            channelProjection(),
            outputs());
    checkShapes(StateDictLayout.encoder(config));
    checkShapes(StateDictLayout.projection(config, projectionInputs()));
    checkShapes(StateDictLayout.probe(config, probePatches()));
    checkWindow(config);
    return config;
  }

  /** Refuses choices of braindecode's EEGPT whose arithmetic differs from the released model's. */
  private void checkFixedChoices() {
    double eps = json.number("layer_norm_eps").orElse(EegptConfig.LAYER_NORM_EPS);
    check(
        eps == EegptConfig.LAYER_NORM_EPS,
        "%s: has layer_norm_eps %s; only EEGPT's %s is computed here",
        json.source(),
        eps,
        EegptConfig.LAYER_NORM_EPS);
    check(
        !json.has("norm_layer"),
        "%s: has a norm_layer of its own; only EEGPT's LayerNorm is computed here",
        json.source());
    int target = json.integer("n_chans_target").orElse(Montage.TEN_TWENTY_19.size());
    check(
        target == Montage.TEN_TWENTY_19.size(),
        "%s: projects to %s channels; only EEGPT's %s are known here",
        json.source(),
        target,
        Montage.TEN_TWENTY_19.size());
  }

  private int depth() {
    TreeSet<Integer> blocks = new TreeSet<>();
    for (String key : tensors.keySet()) {
      Matcher matcher = BLOCK.matcher(key);
      if (matcher.matches()) {
        blocks.add(Integer.parseInt(matcher.group(1)));
      }
    }
    check(!blocks.isEmpty(), "%s: has no tensors %s0.*", source, StateDictLayout.BLOCKS);
    check(
        blocks.last() == blocks.size() - 1,
        "%s: has tensors of block %s but only %s blocks in all; some are missing",
        source,
        blocks.last(),
        blocks.size());
    return blocks.size();
  }

  private boolean patchNorm() {
    int rank = tensor(StateDictLayout.PATCH_WEIGHT).rank();
    check(
        rank == 2 || rank == 4,
        "%s: '%s' has shape %s, expected [embed_dim, 1, 1, patch_size], or [embed_dim, patch_size]"
            + " where patches are normalized",
        source,
        StateDictLayout.PATCH_WEIGHT,
        Arrays.toString(tensor(StateDictLayout.PATCH_WEIGHT).shape()));
    boolean stored = rank == 2;
    boolean said = json.flag("patch_norm").orElse(stored);
    check(
        said == stored,
        "%s: says patch_norm %s, but the weights of %s are those of patch_norm %s",
        json.source(),
        said,
        source,
        stored);
    return stored;
  }

  private double mlpRatio(int embedDim) {
    long hidden = shape(StateDictLayout.BLOCKS + "0.mlp.fc1.weight", 2)[0];
    double ratio = json.number("mlp_ratio").orElse((double) hidden / embedDim);
    if ((long) (embedDim * ratio) == hidden - 1 && !json.has("mlp_ratio")) {
      ratio = Math.nextUp(ratio);
    }
    check(
        (long) (embedDim * ratio) == hidden,
        "%s: says mlp_ratio %s, but the weights of %s have %s hidden units for embed_dim %s",
        json.source(),
        ratio,
        source,
        hidden,
        embedDim);
    return ratio;
  }

  private Padding padding() {
    String name = json.text("padding").orElse("right");
    for (Padding padding : Padding.values()) {
      if (padding.name().toLowerCase(Locale.ROOT).equals(name)) {
        return padding;
      }
    }
    throw new BadInputException(
        "%s: padding must be right or none, but was %s", json.source(), name);
  }

  private ChannelProjection channelProjection() {
    ChannelProjection stored = ChannelProjection.NONE;
    if (tensors.containsKey(StateDictLayout.PROJECTION_WEIGHT)) {
      int rank = tensor(StateDictLayout.PROJECTION_WEIGHT).rank();
      check(
          rank == 2 || rank == 3,
          "%s: '%s' has shape %s, expected [19, channels, 1] or [19, channels]",
          source,
          StateDictLayout.PROJECTION_WEIGHT,
          Arrays.toString(tensor(StateDictLayout.PROJECTION_WEIGHT).shape()));
      check(
          tensor(StateDictLayout.PROJECTION_WEIGHT).size(1) > 0,
          "%s: projects from no channels",
          source);
      stored = rank == 3 ? ChannelProjection.CONV1D_CONSTRAINT : ChannelProjection.LINEAR;
    }
    String said = json.text("chan_proj_type").orElse(stored.key());
    check(
        said.equals(stored.key()),
        "%s: says channel projection '%s', but the weights of %s are those of '%s'",
        json.source(),
        said,
        source,
        stored.key());
    return stored;
  }

  /** Channels that the projection takes; 0 without one. */
  private int projectionInputs() {
    INDArray weight = tensors.get(StateDictLayout.PROJECTION_WEIGHT);
    return weight == null ? 0 : Math.toIntExact(weight.size(1));
  }

  private int outputs() {
    boolean probe = tensors.containsKey(StateDictLayout.PROBE2_WEIGHT);
    int stored = probe ? Math.toIntExact(shape(StateDictLayout.PROBE2_WEIGHT, 2)[0]) : 0;
    boolean probed =
        stored > 0
            || (!json.flag("return_encoder_output").orElse(false) && !json.has("final_layer"));
    OptionalInt said = json.integer("n_outputs");
    check(
        !probed || said.isEmpty() || said.getAsInt() == stored,
        "%s: says n_outputs %s, but %s",
        json.source(),
        said.orElse(0),
        stored == 0
            ? source + " holds no probe (final_layer.probe1, final_layer.probe2)"
            : "the probe of " + source + " has " + stored);
    return stored;
  }

  /** Patches of the window that the probe takes; 0 without one. */
  private int probePatches() {
    INDArray weight = tensors.get(StateDictLayout.PROBE2_WEIGHT);
    if (weight == null) {
      return 0;
    }
    long inputs = shape(StateDictLayout.PROBE2_WEIGHT, 2)[1];
    check(
        inputs > 0 && inputs % StateDictLayout.PROBE_WIDTH == 0,
        "%s: its probe takes %s values, expected %s for each patch",
        source,
        inputs,
        StateDictLayout.PROBE_WIDTH);
    return Math.toIntExact(inputs / StateDictLayout.PROBE_WIDTH);
  }

  private void checkWindow(EegptConfig config) {
    OptionalInt times = json.integer("n_times");
    if (times.isEmpty() || config.outputs() == 0) {
      return;
    }
    int patches = config.patches(times.getAsInt());
    check(
        patches == probePatches(),
        "%s: says windows of %s samples, %s patches at stride %s, but the probe of %s takes %s",
        json.source(),
        times.getAsInt(),
        patches,
        config.patchStride(),
        source,
        probePatches());
  }

  private int agreed(String key, long stored) {
    check(
        stored > 0 && stored <= Integer.MAX_VALUE,
        "%s: its weights have %s %s",
        source,
        key,
        stored);
    int said = json.integer(key).orElse((int) stored);
    check(
        said == stored,
        "%s: says %s %s, but the weights of %s have %s",
        json.source(),
        key,
        said,
        source,
        stored);
    return said;
  }

  private long[] shape(String key, int rank) {
    long[] shape = tensor(key).shape();
    check(
        shape.length == rank,
        "%s: '%s' has shape %s, expected %s axes",
        source,
        key,
        Arrays.toString(shape),
        rank);
    return shape;
  }

  private INDArray tensor(String key) {
    INDArray tensor = tensors.get(key);
    check(tensor != null, "%s: has no tensor '%s'; it is not a whole EEGPT encoder", source, key);
    return tensor;
  }

  private void checkShapes(Map<String, long[]> expected) {
    List<String> missing =
        expected.keySet().stream().filter(key -> !tensors.containsKey(key)).toList();
    check(
        missing.isEmpty(),
        "%s: lacks %s of its tensors: %s%s",
        source,
        missing.size(),
        String.join(", ", missing.subList(0, Math.min(3, missing.size()))),
        missing.size() > 3 ? ", …" : "");
    expected.forEach(
        (key, shape) ->
            check(
                Arrays.equals(tensors.get(key).shape(), shape),
                "%s: '%s' has shape %s, expected %s",
                source,
                key,
                Arrays.toString(tensors.get(key).shape()),
                Arrays.toString(shape)));
  }
}
