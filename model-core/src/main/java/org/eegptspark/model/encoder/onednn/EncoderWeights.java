package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderTensors;
import org.eegptspark.model.encoder.TokenEmbedding;

/** An encoder's weights, packed once and shared by all threads. */
final class EncoderWeights implements AutoCloseable {
  /**
   * Longest sum in fp32 of the last block: over so few rows that precision costs little. Blocks
   * over all tokens sum D terms; shorter sums would cost them 3 %.
   */
  private static final int LAST_SUM = 64;

  private final NativeScope scope = new NativeScope();
  private final EegptConfig config;
  private final int type;
  private final TokenEmbedding embedding;
  private final PackedWeight patchProjection; // [64, D]
  private final List<Block> blocks = new ArrayList<>();
  private final Norm norm;

  /**
   * Packs a checkpoint's encoder; the checkpoint stays the caller's, and nothing of it is kept.
   *
   * @param type of products, oneDNN's
   */
  EncoderWeights(Checkpoint checkpoint, int type) {
    this.config = checkpoint.config();
    this.type = type;
    EncoderTensors source = EncoderTensors.of(checkpoint);
    float[] projection = source.get("patch_embed.proj.weight"); // [D, 64]
    embedding = TokenEmbedding.of(source);
    patchProjection =
        PackedWeight.of(
            scope,
            dnnl_f32,
            projection,
            Layout.dense(dnnl_f32, config.patchSize(), config.embedDim())
                .strides(1, config.patchSize()));
    for (int i = 0; i < config.depth(); i++) {
      EncoderTensors of = source.block(i);
      blocks.add(
          i == config.depth() - 1
              ? lastBlock(of)
              : i == 0 ? firstBlock(of, projection) : block(of));
    }
    norm = norm(scope, source, "norm");
  }

  EegptConfig config() {
    return config;
  }

  /** oneDNN's data type of what products read. */
  int type() {
    return type;
  }

  List<Block> blocks() {
    return blocks;
  }

  PackedWeight patchProjection() {
    return patchProjection;
  }

  /** The layer norm after the last block. */
  Norm norm() {
    return norm;
  }

  TokenEmbedding embedding() {
    return embedding;
  }

  private Block block(EncoderTensors of) {
    float[] weight = scaledQueries(of.get("attn.qkv.weight"));
    float[] bias = scaledQueries(of.get("attn.qkv.bias"));
    return block(
        of,
        new Block.Joint(linear(weight, bias, config.embedDim())),
        of.get("attn.proj.bias"),
        config.embedDim());
  }

  private Block firstBlock(EncoderTensors of, float[] projection) {
    FirstAttention first =
        FirstAttention.fold(
            scope,
            scaledQueries(of.get("attn.qkv.weight")),
            scaledQueries(of.get("attn.qkv.bias")),
            of.get("norm1.weight"),
            of.get("norm1.bias"),
            projection);
    return block(of, new Block.OfPatches(first), of.get("attn.proj.bias"), config.embedDim());
  }

  private Block lastBlock(EncoderTensors of) {
    int dim = config.embedDim();
    int heads = config.numHeads();
    int headDim = config.headDim();
    float[] weight = scaledQueries(of.get("attn.qkv.weight"));
    float[] bias = scaledQueries(of.get("attn.qkv.bias"));
    int part = dim * dim;
    Layout keys = Layout.dense(dnnl_f32, heads, headDim, dim);
    Layout values =
        Layout.dense(dnnl_f32, heads, dim, headDim).strides((long) headDim * dim, 1, dim);
    Block.OfSummaries summaries =
        new Block.OfSummaries(
            linear(Arrays.copyOf(weight, part), Arrays.copyOf(bias, dim), LAST_SUM),
            PackedWeight.of(scope, type, Arrays.copyOfRange(weight, part, 2 * part), keys),
            PackedWeight.of(scope, type, Arrays.copyOfRange(weight, 2 * part, 3 * part), values));
    float[] valueBias = Arrays.copyOfRange(bias, 2 * dim, 3 * dim);
    float[] projectionBias = plus(of.get("attn.proj.bias"), of.get("attn.proj.weight"), valueBias);
    return block(of, summaries, projectionBias, LAST_SUM);
  }

  private Block block(
      EncoderTensors of, Block.Attention attention, float[] projectionBias, int longestSum) {
    return new Block(
        norm(scope, of, "norm1"),
        attention,
        linear(of.get("attn.proj.weight"), projectionBias, longestSum),
        norm(scope, of, "norm2"),
        linear(of.get("mlp.fc1.weight"), of.get("mlp.fc1.bias"), longestSum),
        linear(of.get("mlp.fc2.weight"), of.get("mlp.fc2.bias"), longestSum));
  }

  private Linear linear(float[] weight, float[] bias, int longestSum) {
    int inputs = weight.length / bias.length;
    return Linear.pack(scope, type, weight, bias, type == dnnl_f32 ? longestSum : inputs);
  }

  /** Scales the first third, the queries', by 1 / sqrt(d). */
  private float[] scaledQueries(float[] qkv) {
    double scale = 1 / Math.sqrt(config.headDim());
    for (int i = 0; i < qkv.length / 3; i++) {
      qkv[i] = (float) (qkv[i] * scale);
    }
    return qkv;
  }

  /** bias + weight vector. */
  private static float[] plus(float[] bias, float[] weight, float[] vector) {
    float[] result = new float[bias.length];
    for (int o = 0; o < bias.length; o++) {
      double sum = bias[o];
      for (int i = 0; i < vector.length; i++) {
        sum += (double) weight[o * vector.length + i] * vector[i];
      }
      result[o] = (float) sum;
    }
    return result;
  }

  @Override
  public void close() {
    scope.close();
  }

  private static Norm norm(NativeScope scope, EncoderTensors of, String name) {
    return Norm.of(scope, of.get(name + ".weight"), of.get(name + ".bias"));
  }
}
