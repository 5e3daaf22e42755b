package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderTensors;
import org.eegptspark.model.encoder.TokenEmbedding;

/** An encoder's weights on the GPU. */
final class GpuWeights implements AutoCloseable {
  private final GpuScope scope = new GpuScope();
  private final EegptConfig config;
  private final Pointer patchProjection; // float [D, 64]
  private final TokenEmbedding embedding;
  private final List<GpuBlock> blocks = new ArrayList<>();
  private final GpuNorm norm;

  /** Takes a checkpoint's encoder; the checkpoint stays the caller's, and nothing of it is kept. */
  GpuWeights(Checkpoint checkpoint, Arithmetic arithmetic) {
    config = checkpoint.config();
    EncoderTensors tensors = EncoderTensors.of(checkpoint);
    patchProjection = scope.copyOf(tensors.get("patch_embed.proj.weight"));
    embedding = TokenEmbedding.of(tensors);
    for (int i = 0; i < config.depth(); i++) {
      blocks.add(GpuBlock.of(scope, arithmetic, tensors.block(i), i == config.depth() - 1));
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

  TokenEmbedding embedding() {
    return embedding;
  }

  @Override
  public void close() {
    scope.close();
  }
}
