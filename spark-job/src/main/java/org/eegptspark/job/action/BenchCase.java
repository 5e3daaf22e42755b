package org.eegptspark.job.action;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Electrodes;

/**
 * A model and a window to time it on.
 *
 * @param config of the large model's width
 * @param channels of the window: the first electrodes that EEGPT knows, repeated where it takes
 *     more
 * @param samples of the window at 256 Hz
 */
public record BenchCase(EegptConfig config, int channels, int samples) {
  private static final int PUBLISHED_DEPTH = 2;
  private static final int PUBLISHED_STRIDE = 32;

  /** The windows of a corpus: 4 s of the pretraining and the 10-20 montage, the released model. */
  static List<BenchCase> batch() {
    EegptConfig large = EegptConfig.of(512, 4, 8, 8);
    return List.of(new BenchCase(large, 58, 1024), new BenchCase(large, 19, 1024));
  }

  /** The table published for a Rust port: single windows, depth 2, stride 32. */
  static List<BenchCase> seed() {
    EegptConfig shallow =
        EegptConfig.of(512, 4, PUBLISHED_DEPTH, 8).withPatchStride(PUBLISHED_STRIDE);
    int[][] windows = {
      {4, 1000}, {8, 1000}, {16, 1000}, {22, 1000}, {32, 1000}, {64, 1000}, {22, 2000}, {22, 4000}
    };
    return java.util.Arrays.stream(windows)
        // Whole patches only: the peers do not pad.
        .map(w -> new BenchCase(shallow, w[0], w[1] - (w[1] - 64) % PUBLISHED_STRIDE))
        .toList();
  }

  /** Synthetic weights. */
  Checkpoint checkpoint() {
    return Checkpoints.of(
        new NamedTensors(SyntheticWeights.of(config, 0, channels).tensors()),
        Optional.of("{\"patch_stride\": " + config.patchStride() + "}"),
        "synthetic weights for " + this);
  }

  /** Names of the channels. */
  List<String> names() {
    return IntStream.range(0, channels)
        .mapToObj(c -> Electrodes.NAMES.get(c % Electrodes.NAMES.size()))
        .toList();
  }

  /**
   * Floating-point operations of one window, as the onednn engine does them: queries, keys and
   * values of the first block straight from the raw patches (64 samples and a constant a row), and
   * of the last block nothing but what the summary tokens need, without keys and values of the
   * others. A product of [m, k] and [k, n] counts 2 m n k.
   */
  double flops() {
    double d = config.embedDim();
    double s = config.embedNum();
    double tokens = channels + s;
    double embed = 2 * tokens * config.patchSize() * d;
    double firstQkv = 6 * tokens * (config.patchSize() + 1) * d;
    double qkv = 6 * tokens * d * d;
    double attention = 4 * tokens * tokens * d;
    double projectionAndMlp = 18 * d * d; // a token
    double fullBlocks = config.depth() - 1.0;
    double blocks = fullBlocks * tokens * projectionAndMlp + fullBlocks * attention;
    double lastQueries = 6 * s * d * d; // made, widened to D a head, narrowed again
    double lastAttention = 4 * s * config.numHeads() * tokens * d;
    double last = lastQueries + lastAttention + s * projectionAndMlp;
    double patch = embed + firstQkv + (fullBlocks - 1) * qkv + blocks + last;
    return config.patches(samples) * patch;
  }

  @Override
  public String toString() {
    return channels + " ch x " + samples + ", depth " + config.depth();
  }
}
