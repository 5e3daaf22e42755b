package org.eegptspark.model.encoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.signal.WindowGrid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Encodes windows of a prepared signal, each patch once: overlapping windows share patches, so a
 * hop of a quarter window costs a quarter of encoding every window by itself.
 *
 * <p>For one thread at a time; the model may be shared.
 */
public final class WindowEncoder {
  private final EegptModel model;
  private final WindowGrid grid;
  private final int patchesACall;

  /**
   * @param model encodes; stays the caller's
   * @param grid where windows lie
   * @param patchesACall how many patches the engine is given at once
   */
  public WindowEncoder(EegptModel model, WindowGrid grid, int patchesACall) {
    this.model = model;
    this.grid = grid;
    this.patchesACall = patchesACall;
  }

  /** Tokens of some windows, and what they cost. */
  public static final class Result {
    /** Of no windows. */
    public static final Result NONE = new Result(new float[0], new int[0][], 1);

    private final float[] tokens; // [patches encoded, S, D]
    private final int[][] patches; // [window][n]: which of them
    private final int tokenFloats; // S * D

    private Result(float[] tokens, int[][] patches, int tokenFloats) {
      this.tokens = tokens;
      this.patches = patches;
      this.tokenFloats = tokenFloats;
    }

    /** Patches that the engine encoded. */
    public int patchesEncoded() {
      return tokens.length / tokenFloats;
    }

    /** The tokens of the i-th window asked for: [N, S, D], row-major. */
    public float[] tokens(int i) {
      float[] window = new float[patches[i].length * tokenFloats];
      for (int n = 0; n < patches[i].length; n++) {
        System.arraycopy(tokens, patches[i][n] * tokenFloats, window, n * tokenFloats, tokenFloats);
      }
      return window;
    }

    /** The mean over its patches of the i-th window's tokens: [S, D], row-major. */
    public float[] pooled(int i) {
      double[] sum = new double[tokenFloats];
      for (int patch : patches[i]) {
        for (int j = 0; j < tokenFloats; j++) {
          sum[j] += tokens[patch * tokenFloats + j];
        }
      }
      float[] mean = new float[tokenFloats];
      for (int j = 0; j < tokenFloats; j++) {
        mean[j] = (float) (sum[j] / patches[i].length);
      }
      return mean;
    }
  }

  /**
   * Encodes windows.
   *
   * @param channels C upper-case electrode names
   * @param signal [C][T] at the model's rate in millivolts, holding every window whole
   * @param firstSample where {@code signal} starts on the recording's timeline
   * @param windows indices on the grid
   * @return the windows' tokens, in the order asked for
   */
  public Result encode(List<String> channels, float[][] signal, long firstSample, long[] windows) {
    EegptConfig config = model.config();
    Map<Cut, Integer> known = new HashMap<>();
    List<Cut> cuts = new ArrayList<>();
    int[][] patches = new int[windows.length][config.patches(grid.windowSamples())];
    for (int w = 0; w < windows.length; w++) {
      long start = grid.startOf(windows[w]);
      for (int n = 0; n < patches[w].length; n++) {
        int offset = n * config.patchStride();
        Cut cut =
            new Cut(start + offset, Math.min(config.patchSize(), grid.windowSamples() - offset));
        Integer index = known.putIfAbsent(cut, cuts.size());
        patches[w][n] = index == null ? cuts.size() : index;
        if (index == null) {
          cuts.add(cut);
        }
      }
    }
    float[] tokens = encode(model.electrodes(channels), projected(signal), firstSample, cuts);
    return new Result(tokens, patches, config.embedNum() * config.embedDim());
  }

  private float[] encode(int[] electrodes, float[][] signal, long firstSample, List<Cut> cuts) {
    EegptConfig config = model.config();
    int tokenFloats = config.embedNum() * config.embedDim();
    float[] tokens = new float[cuts.size() * tokenFloats];
    for (int from = 0; from < cuts.size(); from += patchesACall) {
      List<Cut> part = cuts.subList(from, Math.min(cuts.size(), from + patchesACall));
      INDArray input = gather(signal, firstSample, part);
      INDArray output = model.engine().encode(new PatchBatch(input, electrodes));
      float[] encoded = output.data().asFloat();
      System.arraycopy(encoded, 0, tokens, from * tokenFloats, part.size() * tokenFloats);
      input.close();
      output.close();
    }
    return tokens;
  }

  /** The encoder's channels: the recording's, or what the model projects them to. */
  private float[][] projected(float[][] signal) {
    if (model.projector().isEmpty()) {
      return signal;
    }
    INDArray windows = Nd4j.create(signal).reshape(1, signal.length, signal[0].length);
    INDArray projected = model.projector().get().project(windows);
    float[][] result = projected.slice(0).toFloatMatrix();
    windows.close();
    projected.close();
    return result;
  }

  private INDArray gather(float[][] signal, long firstSample, List<Cut> cuts) {
    int patchSize = model.config().patchSize();
    float[] flat = new float[cuts.size() * signal.length * patchSize]; // [P, C, 64]
    int at = 0;
    for (Cut cut : cuts) {
      int start = Math.toIntExact(cut.start - firstSample);
      for (float[] channel : signal) {
        System.arraycopy(channel, start, flat, at, cut.samples);
        at += patchSize; // what a short last patch lacks stays zero
      }
    }
    return FloatArrays.copyOf(flat, cuts.size(), signal.length, patchSize);
  }

  /** A patch by where it starts on the recording's timeline and how many samples it has. */
  private record Cut(long start, int samples) {}
}
