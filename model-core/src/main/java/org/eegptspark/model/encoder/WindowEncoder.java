package org.eegptspark.model.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.SignalPatches.Cut;
import org.eegptspark.model.signal.WindowGrid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Encodes windows of prepared signals, each patch once: overlapping windows share patches, so a hop
 * of a quarter window costs a quarter of encoding every window by itself.
 *
 * <p>For one thread at a time; the model may be shared.
 */
public final class WindowEncoder {
  private final EegptModel model;
  private final WindowGrid grid;
  private final boolean pooled;

  /**
   * @param model encodes; stays the caller's
   * @param grid where windows lie
   * @param pooled whether a window's tokens are the mean over its patches, [S, D], and not those of
   *     every patch, [N, S, D]
   */
  public WindowEncoder(EegptModel model, WindowGrid grid, boolean pooled) {
    this.model = model;
    this.grid = grid;
    this.pooled = pooled;
  }

  /** Tokens of some windows, and what they cost. */
  public static final class Result {
    /** Of no windows. */
    public static final Result NONE = new Result(0, 0, new float[0], new int[0][], 1);

    private final int patchesEncoded;
    private final long engineNanos;
    private final float[] tokens; // [rows, S, D]
    private final int[][] rows; // [window]: its rows, in their order
    private final int rowFloats; // S * D

    private Result(
        int patchesEncoded, long engineNanos, float[] tokens, int[][] rows, int rowFloats) {
      this.patchesEncoded = patchesEncoded;
      this.engineNanos = engineNanos;
      this.tokens = tokens;
      this.rows = rows;
      this.rowFloats = rowFloats;
    }

    /** Patches that the windows have between them, each counted once. */
    public int patchesEncoded() {
      return patchesEncoded;
    }

    /** Nanoseconds in the engine's call, waiting for it included. */
    public long engineNanos() {
      return engineNanos;
    }

    /** The tokens of the i-th window asked for: [N, S, D], or [S, D] pooled, row-major. */
    public float[] tokens(int i) {
      float[] window = new float[rows[i].length * rowFloats];
      for (int n = 0; n < rows[i].length; n++) {
        System.arraycopy(tokens, rows[i][n] * rowFloats, window, n * rowFloats, rowFloats);
      }
      return window;
    }
  }

  /**
   * Encodes windows, in one call of the engine.
   *
   * @param channels C upper-case electrode names
   * @param signal [C][T] at the model's rate in millivolts, holding every window whole
   * @param firstSample where {@code signal} starts on the recording's timeline
   * @param windows indices on the grid
   * @return the windows' tokens, in the order asked for
   */
  public Result encode(List<String> channels, float[][] signal, long firstSample, long[] windows) {
    int[] starts = new int[windows.length];
    Arrays.setAll(starts, w -> Math.toIntExact(grid.startOf(windows[w]) - firstSample));
    return encode(channels, new float[][][] {signal}, new int[windows.length], starts);
  }

  /**
   * Encodes windows that are a signal each, in one call of the engine.
   *
   * @param channels C upper-case electrode names
   * @param windows [B][C][T] at the model's rate in millivolts, T as the grid has it
   * @return the windows' tokens, in the order given
   */
  public Result encode(List<String> channels, float[][][] windows) {
    int[] signals = new int[windows.length];
    Arrays.setAll(signals, w -> w);
    return encode(channels, windows, signals, new int[windows.length]);
  }

  /** Encodes the windows that begin at {@code starts[w]} of {@code signals[signalOf[w]]}. */
  private Result encode(List<String> channels, float[][][] signals, int[] signalOf, int[] starts) {
    EegptConfig config = model.config();
    Map<Cut, Integer> known = new HashMap<>();
    List<Cut> cuts = new ArrayList<>();
    int[][] patches = new int[starts.length][config.patches(grid.windowSamples())];
    for (int w = 0; w < starts.length; w++) {
      for (int n = 0; n < patches[w].length; n++) {
        int offset = n * config.patchStride();
        int samples = Math.min(config.patchSize(), grid.windowSamples() - offset);
        Cut cut = new Cut(signalOf[w], starts[w] + offset, samples);
        Integer index = known.putIfAbsent(cut, cuts.size());
        patches[w][n] = index == null ? cuts.size() : index;
        if (index == null) {
          cuts.add(cut);
        }
      }
    }
    INDArray projected = projected(signals);
    long began = System.nanoTime();
    float[] tokens = encode(projected, cuts, model.electrodes(channels), patches);
    long engineNanos = System.nanoTime() - began;
    ProcessCounter.WINDOWS.add(starts.length);
    ProcessCounter.PATCHES.add(cuts.size());
    ProcessCounter.PATCHES_REUSED.add(
        (long) starts.length * config.patches(grid.windowSamples()) - cuts.size());
    ProcessCounter.ENGINE_NANOS.add(engineNanos);
    int[][] rows = pooled ? new int[starts.length][1] : patches;
    if (pooled) {
      Arrays.setAll(rows, w -> new int[] {w});
    }
    return new Result(
        cuts.size(), engineNanos, tokens, rows, config.embedNum() * config.embedDim());
  }

  /** Encodes patches of signals, which it closes. */
  private float[] encode(INDArray signals, List<Cut> cuts, int[] electrodes, int[][] windows) {
    try {
      int patchSize = model.config().patchSize();
      SignalPatches patches = new SignalPatches(signals, cuts, electrodes, patchSize);
      INDArray tokens =
          pooled ? model.engine().encodePooled(patches, windows) : model.engine().encode(patches);
      float[] values = FloatArrays.values(tokens);
      tokens.close();
      return values;
    } finally {
      signals.close();
    }
  }

  /** The encoder's channels, FLOAT [B, C, T]: the signals', or what the model projects them to. */
  private INDArray projected(float[][][] signals) {
    int channels = signals[0].length;
    int samples = signals[0][0].length;
    INDArray windows = Nd4j.createUninitialized(DataType.FLOAT, signals.length, channels, samples);
    FloatPointer row = new FloatPointer(windows.data().addressPointer());
    for (int b = 0; b < signals.length; b++) {
      for (int c = 0; c < channels; c++) {
        row.position(((long) b * channels + c) * samples).put(signals[b][c]);
      }
    }
    if (model.projector().isEmpty()) {
      return windows;
    }
    INDArray projected = model.projector().get().project(windows);
    windows.close();
    return projected;
  }
}
