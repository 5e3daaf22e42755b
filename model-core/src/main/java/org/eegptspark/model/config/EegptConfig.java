package org.eegptspark.model.config;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;

/**
 * The sizes and variants of an EEGPT encoder: all that its arithmetic needs beside the weights.
 *
 * @param patchSize samples in a patch (64: 250 ms at 256 Hz)
 * @param patchStride samples from one patch's start to the next's
 * @param embedDim D, the width of a token
 * @param embedNum S, summary tokens a patch
 * @param depth transformer blocks
 * @param numHeads attention heads; divides {@code embedDim}
 * @param mlpRatio width of the MLP's hidden layer over {@code embedDim}
 * @param padding what happens to a window's remainder
 * @param patchNorm whether each raw patch is layer-normalized (eps 1e-5) before its projection
 * @param channelProjection the learned map before the encoder, if any
 * @param outputs classes of the LinearConstraintProbe, 0 where the weights hold none
 */
public record EegptConfig(
    int patchSize,
    int patchStride,
    int embedDim,
    int embedNum,
    int depth,
    int numHeads,
    double mlpRatio,
    Padding padding,
    boolean patchNorm,
    ChannelProjection channelProjection,
    int outputs)
    implements Serializable {

  /** Sampling rate of the model's input, in Hz. */
  public static final int SAMPLING_RATE_HZ = 256;

  /** Epsilon of every layer norm of the transformer. */
  public static final double LAYER_NORM_EPS = 1e-6;

  /** Epsilon of the normalization of raw patches (variant {@code patchNorm}). */
  public static final double PATCH_NORM_EPS = 1e-5;

  /** Checks the sizes against each other. */
  public EegptConfig {
    check(patchSize > 0, "patch_size must be positive, but was %s", patchSize);
    check(patchStride > 0, "patch_stride must be positive, but was %s", patchStride);
    check(embedDim > 0, "embed_dim must be positive, but was %s", embedDim);
    check(embedNum > 0, "embed_num must be positive, but was %s", embedNum);
    check(depth > 0, "depth must be positive, but was %s", depth);
    check(
        numHeads > 0 && embedDim % numHeads == 0,
        "num_heads must divide embed_dim %s, but was %s",
        embedDim,
        numHeads);
    check(mlpRatio > 0, "mlp_ratio must be positive, but was %s", mlpRatio);
    check(outputs >= 0, "n_outputs must not be negative, but was %s", outputs);
  }

  /** An encoder of the given sizes with the released model's other choices. */
  public static EegptConfig of(int embedDim, int embedNum, int depth, int numHeads) {
    return new EegptConfig(
        64,
        64,
        embedDim,
        embedNum,
        depth,
        numHeads,
        4.0,
        Padding.RIGHT,
        false,
        ChannelProjection.NONE,
        0);
  }

  /** Width of an attention head. */
  public int headDim() {
    return embedDim / numHeads;
  }

  /** Width of the MLP's hidden layer. */
  public int mlpDim() {
    return (int) (embedDim * mlpRatio);
  }

  /** N: patches in a window of {@code samples}. */
  public int patches(int samples) {
    return padding.patches(samples, patchSize, patchStride);
  }

  /** This configuration with another stride between patches. */
  public EegptConfig withPatchStride(int stride) {
    return new EegptConfig(
        patchSize,
        stride,
        embedDim,
        embedNum,
        depth,
        numHeads,
        mlpRatio,
        padding,
        patchNorm,
        channelProjection,
        outputs);
  }
}
