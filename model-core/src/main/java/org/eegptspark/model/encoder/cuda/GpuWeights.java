package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderTensors;

/** An encoder's weights on the GPU. */
final class GpuWeights implements AutoCloseable {
  private final GpuScope scope = new GpuScope();
  private final EegptConfig config;
  private final Pointer patchProjection; // float [D, 64]
  private final float[] patchBias; // [D]
  private final float[] channelEmbedding; // [62, D]
  private final float[] summaryToken; // [S, D]
  private final List<GpuBlock> blocks = new ArrayList<>();
  private final GpuNorm norm;

  /** Takes a checkpoint's encoder; the checkpoint stays the caller's, and nothing of it is kept. */
  GpuWeights(Checkpoint checkpoint, Kind kind) {
    config = checkpoint.config();
    EncoderTensors tensors = EncoderTensors.of(checkpoint);
    patchProjection = scope.copyOf(tensors.get("patch_embed.proj.weight"));
    patchBias = tensors.get("patch_embed.proj.bias");
    channelEmbedding = tensors.get("chan_embed.weight");
    summaryToken = tensors.get("summary_token");
    for (int i = 0; i < config.depth(); i++) {
      blocks.add(GpuBlock.of(scope, kind, tensors.block(i), i == config.depth() - 1));
    }
    norm = GpuNorm.of(scope, tensors, "norm");
  }

  EegptConfig config() {
    return config;
  }

  Pointer patchProjection() {
    return patchProjection;
  }

  List<GpuBlock> blocks() {
    return blocks;
  }

  /** The layer norm after the last block. */
  GpuNorm norm() {
    return norm;
  }

  /** Memory on the GPU. */
  long bytes() {
    return scope.bytes();
  }

  /** What is added to the tokens' projected patches, whatever the patch: row-major [C+S, D]. */
  float[] constants(int[] electrodes) {
    int dim = config.embedDim();
    float[] rows = new float[(electrodes.length + config.embedNum()) * dim];
    for (int c = 0; c < electrodes.length; c++) {
      for (int i = 0; i < dim; i++) {
        rows[c * dim + i] = channelEmbedding[electrodes[c] * dim + i] + patchBias[i];
      }
    }
    System.arraycopy(summaryToken, 0, rows, electrodes.length * dim, summaryToken.length);
    return rows;
  }

  @Override
  public void close() {
    scope.close();
  }
}
