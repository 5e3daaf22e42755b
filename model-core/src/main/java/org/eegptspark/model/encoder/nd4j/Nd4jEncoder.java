package org.eegptspark.model.encoder.nd4j;

import static org.eegptspark.model.config.EegptConfig.LAYER_NORM_EPS;
import static org.eegptspark.model.config.EegptConfig.PATCH_NORM_EPS;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The EEGPT encoder in ND4J operations: the readable statement of the model, and the reference that
 * the fast engines are checked against.
 *
 * <p>Wang et al., EEGPT: Pretrained Transformer for Universal and Reliable Representation of EEG
 * Signals, NeurIPS 2024. Shapes: P patches, C channels, S summary tokens, D embedding, H heads, d =
 * D / H.
 */
public final class Nd4jEncoder implements EncoderEngine {
  private static final WorkspaceConfiguration SCRATCH =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .build();

  /** Bounds the memory that tokens take. */
  private static final int PATCHES_AT_ONCE = 64;

  private final EegptConfig config;
  private final Weights weights;
  private final int patchesAtOnce;

  /** Takes a checkpoint's encoder weights; the checkpoint's arrays are copied. */
  public Nd4jEncoder(Checkpoint checkpoint, EngineOptions options) {
    Nd4j.getEnvironment().setMaxMasterThreads(options.threads());
    this.config = checkpoint.config();
    this.weights = Weights.of(checkpoint);
    this.patchesAtOnce = options.batchOr(PATCHES_AT_ONCE);
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Precision precision() {
    return Precision.FP32;
  }

  @Override
  public int batchSize(int channels) {
    return patchesAtOnce;
  }

  @Override
  public INDArray encode(PatchBatch batch) {
    INDArray tokens =
        Nd4j.create(DataType.FLOAT, batch.size(), config.embedNum(), config.embedDim());
    for (int from = 0; from < batch.size(); from += patchesAtOnce) {
      int to = Math.min(batch.size(), from + patchesAtOnce);
      INDArray part = forward(rows(batch.patches(), from, to), batch.electrodes());
      rows(tokens, from, to).assign(part);
      part.close();
    }
    return tokens;
  }

  private static INDArray rows(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to), NDArrayIndex.all(), NDArrayIndex.all());
  }

  /** The model: patches [P, C, 64] to summary tokens [P, S, D]. */
  private INDArray forward(INDArray patches, int[] electrodes) {
    INDArray x = scoped(() -> embed(patches, electrodes)); // [P, C+S, D]
    for (Block block : weights.blocks) {
      INDArray before = x;
      x = scoped(() -> forward(block, before)); // [P, C+S, D]
      before.close();
    }
    INDArray last = x;
    INDArray tokens = scoped(() -> summary(last)); // [P, S, D]
    last.close();
    return tokens;
  }

  /** Patches to tokens: C channel tokens, then S summary tokens. */
  private INDArray embed(INDArray patches, int[] electrodes) {
    long count = patches.size(0);
    int channels = electrodes.length;
    INDArray raw = patches.reshape(count * channels, config.patchSize()); // [P*C, 64]
    if (config.patchNorm()) {
      raw = standardize(raw, PATCH_NORM_EPS);
    }
    INDArray channelTokens =
        linear(raw, weights.patchProjection) // [P*C, D]
            .reshape(count, channels, config.embedDim())
            .add(channelEmbedding(electrodes)); // [P, C, D]
    INDArray summaryTokens = Nd4j.tile(weights.summaryToken, (int) count, 1, 1); // [P, S, D]
    return Nd4j.concat(1, channelTokens, summaryTokens); // [P, C+S, D]
  }

  private INDArray channelEmbedding(int[] electrodes) {
    INDArray rows = Nd4j.pullRows(weights.channelEmbedding, 1, electrodes, 'c'); // [C, D]
    return rows.reshape(1, electrodes.length, config.embedDim());
  }

  /** A pre-norm transformer block. */
  private INDArray forward(Block block, INDArray x) {
    INDArray y = x.add(attention(block, layerNorm(x, block.norm1)));
    return y.add(mlp(block, layerNorm(y, block.norm2)));
  }

  /** Multi-head self-attention over the C+S tokens of each patch. */
  private INDArray attention(Block block, INDArray x) {
    long patches = x.size(0);
    long tokens = x.size(1);
    int heads = config.numHeads();
    int headDim = config.headDim();
    INDArray qkv =
        linear(flat(x), block.qkv) // [P*(C+S), 3D]
            .reshape(patches, tokens, 3, heads, headDim)
            .permute(2, 0, 3, 1, 4); // [3, P, H, C+S, d]
    INDArray q = heads(qkv, 0);
    INDArray k = heads(qkv, 1);
    INDArray v = heads(qkv, 2); // [P*H, C+S, d]
    INDArray scores =
        Nd4j.matmul(q.mul(1 / Math.sqrt(headDim)), k, false, true, false); // [P*H, C+S, C+S]
    INDArray mixed = Nd4j.matmul(Nd4j.nn().softmax(scores, -1), v); // [P*H, C+S, d]
    INDArray joined =
        mixed
            .reshape(patches, heads, tokens, headDim)
            .permute(0, 2, 1, 3)
            .dup('c')
            .reshape(patches * tokens, config.embedDim()); // [P*(C+S), D]
    return linear(joined, block.attentionProjection).reshape(patches, tokens, config.embedDim());
  }

  /** One of q, k, v, contiguous: [P*H, C+S, d]. */
  private static INDArray heads(INDArray qkv, int which) {
    INDArray part = qkv.slice(which).dup('c'); // [P, H, C+S, d]
    return part.reshape(part.size(0) * part.size(1), part.size(2), part.size(3));
  }

  private INDArray mlp(Block block, INDArray x) {
    INDArray hidden = gelu(linear(flat(x), block.fc1)); // [P*(C+S), 4D]
    return linear(hidden, block.fc2).reshape(x.shape()); // [P, C+S, D]
  }

  /** The summary tokens of the last block, layer-normalized. */
  private INDArray summary(INDArray x) {
    INDArray summaryTokens =
        x.get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(x.size(1) - config.embedNum(), x.size(1)),
                NDArrayIndex.all())
            .dup('c'); // [P, S, D]
    return layerNorm(summaryTokens, weights.norm);
  }

  /** x W^T + b over rows. */
  private static INDArray linear(INDArray x, Affine layer) {
    return Nd4j.matmul(x, layer.weight, false, true, false).addiRowVector(layer.bias);
  }

  private static INDArray layerNorm(INDArray x, Affine norm) {
    return standardize(flat(x), LAYER_NORM_EPS)
        .muliRowVector(norm.weight)
        .addiRowVector(norm.bias)
        .reshape(x.shape());
  }

  /**
   * Rows to mean 0 and variance 1 (biased, as layer norm has it), computed in double: ND4J's float
   * sums alone would take up most of the error that is allowed.
   */
  private static INDArray standardize(INDArray rows, double eps) {
    INDArray precise = rows.castTo(DataType.DOUBLE);
    INDArray centered = precise.subi(precise.mean(true, 1));
    INDArray variance = centered.mul(centered).mean(true, 1);
    return centered.divi(Nd4j.math().sqrt(variance.addi(eps))).castTo(DataType.FLOAT);
  }

  /** Exact GELU: x/2 (1 + erf(x / sqrt 2)). */
  private static INDArray gelu(INDArray x) {
    return Nd4j.math().erf(x.mul(Math.sqrt(0.5))).addi(1).muli(x).muli(0.5);
  }

  private static INDArray flat(INDArray x) {
    return x.reshape(x.length() / x.size(-1), x.size(-1));
  }

  /** Runs a step with its intermediate arrays in reused memory; the result outlives it. */
  private static INDArray scoped(Supplier<INDArray> step) {
    try (MemoryWorkspace scratch =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(SCRATCH, "EEGPT_STEP")) {
      return step.get().detach();
    }
  }

  @Override
  public void close() {
    weights.close();
  }

  /** A linear layer's [out, in] and [out], or a layer norm's [D] and [D] (as rows). */
  private record Affine(INDArray weight, INDArray bias) {
    static Affine of(Checkpoint checkpoint, String name) {
      return new Affine(
          checkpoint.tensor(name + ".weight").dup('c'), row(checkpoint.tensor(name + ".bias")));
    }

    static Affine norm(Checkpoint checkpoint, String name) {
      return new Affine(
          row(checkpoint.tensor(name + ".weight")), row(checkpoint.tensor(name + ".bias")));
    }

    private static INDArray row(INDArray vector) {
      return vector.reshape(1, vector.length()).dup('c');
    }

    void close() {
      weight.close();
      bias.close();
    }
  }

  private record Block(
      Affine norm1, Affine qkv, Affine attentionProjection, Affine norm2, Affine fc1, Affine fc2) {
    static Block of(Checkpoint checkpoint, int index) {
      String name = "target_encoder.blocks." + index + ".";
      return new Block(
          Affine.norm(checkpoint, name + "norm1"),
          Affine.of(checkpoint, name + "attn.qkv"),
          Affine.of(checkpoint, name + "attn.proj"),
          Affine.norm(checkpoint, name + "norm2"),
          Affine.of(checkpoint, name + "mlp.fc1"),
          Affine.of(checkpoint, name + "mlp.fc2"));
    }
  }

  private record Weights(
      Affine patchProjection,
      INDArray channelEmbedding,
      INDArray summaryToken,
      List<Block> blocks,
      Affine norm) {
    static Weights of(Checkpoint checkpoint) {
      EegptConfig config = checkpoint.config();
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < config.depth(); i++) {
        blocks.add(Block.of(checkpoint, i));
      }
      INDArray kernel =
          checkpoint
              .tensor("target_encoder.patch_embed.proj.weight") // [D, 1, 1, 64] or [D, 64]
              .reshape(config.embedDim(), config.patchSize())
              .dup('c');
      INDArray bias =
          checkpoint
              .tensor("target_encoder.patch_embed.proj.bias")
              .reshape(1, config.embedDim())
              .dup('c');
      return new Weights(
          new Affine(kernel, bias),
          checkpoint.tensor("target_encoder.chan_embed.weight").castTo(DataType.FLOAT).dup('c'),
          checkpoint.tensor("target_encoder.summary_token").dup('c'),
          List.copyOf(blocks),
          Affine.norm(checkpoint, "target_encoder.norm"));
    }

    void close() {
      patchProjection.close();
      channelEmbedding.close();
      summaryToken.close();
      norm.close();
      for (Block block : blocks) {
        for (Affine layer :
            List.of(
                block.norm1,
                block.qkv,
                block.attentionProjection,
                block.norm2,
                block.fc1,
                block.fc2)) {
          layer.close();
        }
      }
    }
  }
}
