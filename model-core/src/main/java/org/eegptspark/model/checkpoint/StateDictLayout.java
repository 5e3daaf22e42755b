package org.eegptspark.model.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.config.ChannelProjection;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.config.Montage;

/** The keys of EEGPT's state dict, and the shapes that a configuration gives their tensors. */
final class StateDictLayout {
  static final String ENCODER = "target_encoder.";
  static final String SUMMARY_TOKEN = ENCODER + "summary_token";
  static final String PATCH_WEIGHT = ENCODER + "patch_embed.proj.weight";
  static final String CHANNEL_EMBEDDING = ENCODER + "chan_embed.weight";
  static final String BLOCKS = ENCODER + "blocks.";
  static final String CHANNEL_ROWS = "chans_id";
  static final String PROJECTION_WEIGHT = "chan_proj.proj.weight";
  static final String PROBE1_WEIGHT = "final_layer.probe1.weight";
  static final String PROBE2_WEIGHT = "final_layer.probe2.weight";

  /** Width of the probe between its two layers. */
  static final int PROBE_WIDTH = 16;

  /** How PyTorch ends the key of a weight that a constraint is registered on. */
  static final String PARAMETRIZED = ".parametrizations.weight.original";

  private StateDictLayout() {}

  /** Shapes of the encoder's tensors, by key. */
  static Map<String, long[]> encoder(EegptConfig config) {
    int d = config.embedDim();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(SUMMARY_TOKEN, shape(1, config.embedNum(), d));
    shapes.put(
        PATCH_WEIGHT,
        config.patchNorm() ? shape(d, config.patchSize()) : shape(d, 1, 1, config.patchSize()));
    shapes.put(ENCODER + "patch_embed.proj.bias", shape(d));
    shapes.put(CHANNEL_EMBEDDING, shape(Electrodes.NAMES.size(), d));
    for (int block = 0; block < config.depth(); block++) {
      String at = BLOCKS + block + ".";
      layerNorm(shapes, at + "norm1", d);
      linear(shapes, at + "attn.qkv", 3 * d, d);
      linear(shapes, at + "attn.proj", d, d);
      layerNorm(shapes, at + "norm2", d);
      linear(shapes, at + "mlp.fc1", config.mlpDim(), d);
      linear(shapes, at + "mlp.fc2", d, config.mlpDim());
    }
    layerNorm(shapes, ENCODER + "norm", d);
    return shapes;
  }

  /** Shapes of the channel projection's tensors, from {@code inputs} channels; none without one. */
  static Map<String, long[]> projection(EegptConfig config, int inputs) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    int outputs = Montage.TEN_TWENTY_19.size();
    if (config.channelProjection() != ChannelProjection.NONE) {
      linear(shapes, "chan_proj.proj", outputs, inputs);
    }
    if (config.channelProjection() == ChannelProjection.CONV1D_CONSTRAINT) {
      shapes.put(PROJECTION_WEIGHT, shape(outputs, inputs, 1));
    }
    return shapes;
  }

  /** Shapes of the probe's tensors, over windows of {@code patches}; none without outputs. */
  static Map<String, long[]> probe(EegptConfig config, int patches) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    if (config.outputs() > 0) {
      linear(shapes, "final_layer.probe1", PROBE_WIDTH, config.embedNum() * config.embedDim());
      linear(shapes, "final_layer.probe2", config.outputs(), patches * PROBE_WIDTH);
    }
    return shapes;
  }

  private static void linear(Map<String, long[]> shapes, String layer, int out, int in) {
    shapes.put(layer + ".weight", shape(out, in));
    shapes.put(layer + ".bias", shape(out));
  }

  private static void layerNorm(Map<String, long[]> shapes, String layer, int width) {
    shapes.put(layer + ".weight", shape(width));
    shapes.put(layer + ".bias", shape(width));
  }

  private static long[] shape(long... lengths) {
    return lengths;
  }
}
