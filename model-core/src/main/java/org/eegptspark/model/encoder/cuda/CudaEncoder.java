package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaDeviceSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;

import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EngineFailureException;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.encoder.SignalPatches;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The EEGPT encoder on an NVIDIA GPU: {@code Nd4jEncoder}'s steps as kernels that are compiled for
 * the GPU at hand.
 *
 * <p>A patch's result has the same bits in whatever batch it is computed, so calls of several
 * threads on one montage go through the GPU together.
 *
 * <p>Memory on the GPU: the weights, and {@link Lanes#KEPT} times what a montage's batches take,
 * for a call of few patches a small part of it; see {@link #gpuBytes}. Batches are of 2^18 tokens
 * at most (patches times channels and summary tokens), or of {@link EngineOptions#batch} patches.
 * Memory of this machine that stays pinned: three batches' patches and tokens.
 */
public final class CudaEncoder implements EncoderEngine {
  /** What a model's width must be a multiple of. */
  public static final int WIDTH = 64;

  private final int gpu;
  private final GpuWeights weights;
  private final Precision precision;
  private final CUstream_st compute = new CUstream_st();
  private final Lanes lanes;

  /**
   * Brings a checkpoint's encoder weights to the GPU.
   *
   * @throws EngineFailureException where its memory does not suffice for them
   */
  public CudaEncoder(Checkpoint checkpoint, EngineOptions options) {
    this.gpu = options.gpu();
    Cuda.enter(gpu);
    this.precision = options.precision();
    Arithmetic arithmetic = Arithmetic.of(precision);
    try {
      this.weights = new GpuWeights(checkpoint, arithmetic);
    } catch (GpuMemoryException e) {
      throw memoryFailure("the model's weights", 0, e);
    }
    Cuda.check(cudaStreamCreateWithFlags(compute, cudaStreamNonBlocking), "open a stream");
    this.lanes = new Lanes(weights, arithmetic, options.batch(), compute);
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public String device() {
    return Cuda.device();
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public int batchSize(int channels) {
    return lanes.mostPatches(channels);
  }

  @Override
  public INDArray encode(PatchBatch batch) {
    INDArray from = FloatArrays.rowMajor(batch.patches());
    long address = address(from);
    int channels = Math.toIntExact(from.size(1));
    int samples = Math.toIntExact(from.size(2));
    try {
      return run(
          batch.electrodes(),
          batch.size(),
          batch.size(),
          (most, to) ->
              DensePart.of(address, batch.size(), channels, samples, most, to, resultFloats()));
    } finally {
      if (from != batch.patches()) {
        from.close();
      }
    }
  }

  @Override
  public INDArray encode(SignalPatches patches) {
    return run(
        patches.electrodes(),
        patches.size(),
        patches.size(),
        (most, to) -> SignalPart.of(patches, most, to, resultFloats()));
  }

  /** {@inheritDoc} Windows of more patches than a batch has are averaged on the CPU. */
  @Override
  public INDArray encodePooled(SignalPatches patches, int[][] windows) {
    int[] electrodes = patches.electrodes();
    if (windows[0].length > lanes.mostPatches(electrodes.length) / 2) {
      return EncoderEngine.super.encodePooled(patches, windows);
    }
    return run(
        electrodes,
        patches.size(),
        windows.length,
        (most, to) -> SignalPart.of(patches, windows, most, to, resultFloats()));
  }

  /**
   * Encodes windows whose samples lie on the GPU to tokens on the GPU: neither comes to this
   * machine. When this returns they are there, whatever stream reads them.
   *
   * @param windows of this engine's GPU
   * @param pooled whether means over windows' patches are asked for, as {@link #encodePooled}'s
   * @param tokens the GPU's address of floats [W, N, S, D], or [W, S, D] pooled; the caller's, and
   *     touched by no work under way
   * @throws BadInputException where means are asked for, of windows with more patches than a batch
   */
  public void encodeOnGpu(DeviceSignals windows, boolean pooled, long tokens) {
    EegptConfig config = weights.config();
    BadInputException.check(
        windows.length() >= config.patchSize(),
        "A window of %s samples is shorter than a patch of %s",
        windows.length(),
        config.patchSize());
    int patchesAWindow = config.patches(windows.length());
    int few = lanes.mostPatches(windows.electrodes().length) / 2; // lanes may go on with half
    BadInputException.check(
        !pooled || patchesAWindow <= few,
        "Windows of %s patches are too long for means on the GPU, whose batches may have %s; use"
            + " shorter windows or a larger batch",
        patchesAWindow,
        few);
    Cuda.enter(gpu);
    int patches = Math.multiplyExact(windows.starts().length, patchesAWindow);
    try {
      lanes.run(
          windows.electrodes(),
          patches,
          most -> DevicePart.of(windows, config, pooled, most, tokens));
    } catch (GpuMemoryException e) {
      throw halfSizedFailure(patches, windows.electrodes().length, e);
    }
  }

  /** Cuts a call into parts. */
  private interface Cutter {
    /**
     * @param most patches of a part
     * @param to address of the result
     */
    List<BatchPart> parts(int most, long to);
  }

  /** Has a call's parts encoded; for want of memory once more, in half as large batches. */
  private INDArray run(int[] electrodes, int patches, int rows, Cutter cutter) {
    Cuda.enter(gpu);
    INDArray result =
        Nd4j.createUninitialized(
            DataType.FLOAT, rows, weights.config().embedNum(), weights.config().embedDim());
    long to = address(result);
    try {
      lanes.run(electrodes, patches, most -> cutter.parts(most, to));
      return result;
    } catch (GpuMemoryException e) {
      result.close();
      throw halfSizedFailure(patches, electrodes.length, e);
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  private EngineFailureException halfSizedFailure(int patches, int channels, GpuMemoryException e) {
    String wanted = patches + " patches of " + channels + " channels in batches of half the size";
    return memoryFailure(wanted, gpuBytes(), e);
  }

  private EngineFailureException memoryFailure(String wanted, long held, GpuMemoryException e) {
    return new EngineFailureException(
        String.format(
            "GPU %d (%s): %s, for %s; %s, this engine holds %d MB: use a smaller --batch, fewer"
                + " executors a GPU, or --engine onednn",
            gpu, Cuda.device(), e.getMessage(), wanted, Cuda.memory(), held >> 20),
        e);
  }

  /**
   * Times the encoder alone, on patches that it brought to the GPU before.
   *
   * @param batch encoded first; at most what goes through the GPU at once
   * @param repeats of which the median counts
   */
  public GpuTiming time(PatchBatch batch, int repeats) {
    encode(batch).close();
    return lanes.time(batch.electrodes(), batch.size(), repeats);
  }

  /** Memory on the GPU: weights, activations and batches under way. */
  public long gpuBytes() {
    return weights.bytes() + lanes.bytes();
  }

  private int resultFloats() {
    return weights.config().embedNum() * weights.config().embedDim();
  }

  private static long address(INDArray array) {
    return array.data().addressPointer().address();
  }

  @Override
  public void close() {
    if (GpuFailure.isLost(gpu)) {
      return; // nothing can be freed: that goes with the process
    }
    Cuda.enter(gpu);
    cudaDeviceSynchronize();
    lanes.close();
    cudaStreamDestroy(compute);
    weights.close();
  }
}
