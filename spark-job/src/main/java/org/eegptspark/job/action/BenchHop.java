package org.eegptspark.job.action;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.WindowEncoder;
import org.eegptspark.model.signal.WindowGrid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Times windows of a signal end to end against windows that overlap by three quarters, which share
 * their patches.
 *
 * @param cases what a window is
 * @param options the engine, its precision and threads
 * @param signalSeconds length of the signal
 * @param seconds that each hop is timed for, in each of the rounds; one signal at least
 * @param rounds that hops take turns
 */
public record BenchHop(
    List<BenchCase> cases, EngineOptions options, int signalSeconds, double seconds, int rounds) {
  private static final double NANOS = 1e9;
  private static final int OVERLAP = 4;
  private static final int WINDOWS_CHECKED = 8;

  /**
   * One hop in one case.
   *
   * @param bench the case, in words
   * @param hop samples
   * @param windows of the signal
   * @param patches that the engine encoded for them
   * @param ms median milliseconds a window
   * @param ratio its windows a second over those of the hop of a whole window
   * @param patchRatio how many times fewer patches a window: below {@value #OVERLAP}, for no window
   *     starts in the signal's last three quarters of one; what {@code ratio} would be if patches
   *     were all that windows cost
   * @param error largest difference to windows encoded each by itself, over some of them
   */
  public record Line(
      String bench,
      int hop,
      int windows,
      int patches,
      double ms,
      double ratio,
      double patchRatio,
      double error) {}

  /** The batch's windows in a signal of 4 minutes. */
  public static BenchHop of(EngineOptions options, double seconds, int rounds) {
    return new BenchHop(BenchCase.batch(), options, 240, seconds, rounds);
  }

  /** Does it: for each case a line for each hop, that of a whole window first. */
  public List<Line> execute() {
    return cases.stream().flatMap(bench -> run(bench).stream()).toList();
  }

  private List<Line> run(BenchCase bench) {
    int samples = signalSeconds * EegptConfig.SAMPLING_RATE_HZ;
    INDArray x = SyntheticWeights.uniform("input:hop", 1, 0, bench.channels(), samples);
    float[][] signal = x.toFloatMatrix();
    try (EegptModel model = new EegptModel(bench.checkpoint(), options)) {
      Hop whole = hop(model, bench, samples, bench.samples());
      Hop quarter = hop(model, bench, samples, bench.samples() / OVERLAP);
      List<Hop> hops = List.of(whole, quarter);
      hops.forEach(hop -> hop.encode(signal)); // warms up
      for (int round = 0; round < rounds; round++) {
        hops.forEach(hop -> hop.times.add(time(hop, signal)));
      }
      List<Line> lines = new ArrayList<>();
      for (Hop hop : hops) {
        WindowEncoder.Result result = hop.encode(signal);
        lines.add(
            new Line(
                bench.toString(),
                hop.grid.hopSamples(),
                hop.windows.length,
                result.patchesEncoded(),
                hop.ms(),
                whole.ms() / hop.ms(),
                (double) hop.windows.length * hop.patchesAWindow(model) / result.patchesEncoded(),
                error(model, bench, x, hop, result)));
      }
      return lines;
    }
  }

  private static Hop hop(EegptModel model, BenchCase bench, int samples, int hopSamples) {
    WindowGrid grid = new WindowGrid(bench.samples(), hopSamples);
    long[] windows = LongStream.range(0, grid.endWindowWithin(samples)).toArray();
    return new Hop(
        grid, new WindowEncoder(model, grid, false), bench.names(), windows, new ArrayList<>());
  }

  /** Milliseconds of a signal. */
  private double time(Hop hop, float[][] signal) {
    List<Double> times = new ArrayList<>();
    long end = System.nanoTime() + (long) (seconds * NANOS);
    do {
      long begin = System.nanoTime();
      hop.encode(signal);
      times.add((System.nanoTime() - begin) / 1e6);
    } while (System.nanoTime() < end);
    return Bench.median(times);
  }

  private static double error(
      EegptModel model, BenchCase bench, INDArray x, Hop hop, WindowEncoder.Result result) {
    double largest = 0;
    for (int i = 0; i < WINDOWS_CHECKED; i++) {
      int window = i * (hop.windows.length - 1) / (WINDOWS_CHECKED - 1);
      long start = hop.grid.startOf(hop.windows[window]);
      INDArray alone =
          x.get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + bench.samples()))
              .dup('c')
              .reshape(1, bench.channels(), bench.samples());
      float[] expected = model.encode(alone, bench.names()).data().asFloat();
      float[] tokens = result.tokens(window);
      for (int j = 0; j < tokens.length; j++) {
        largest = Math.max(largest, Math.abs(tokens[j] - expected[j]));
      }
    }
    return largest;
  }

  /**
   * The windows of a signal at one hop.
   *
   * @param times milliseconds of the signal, a round each
   */
  private record Hop(
      WindowGrid grid,
      WindowEncoder encoder,
      List<String> channels,
      long[] windows,
      List<Double> times) {
    /** Encodes them and takes each window's tokens. */
    WindowEncoder.Result encode(float[][] signal) {
      WindowEncoder.Result result = encoder.encode(channels, signal, 0, windows);
      for (int i = 0; i < windows.length; i++) {
        result.tokens(i);
      }
      return result;
    }

    /** Median milliseconds a window. */
    double ms() {
      return Bench.median(times) / windows.length;
    }

    int patchesAWindow(EegptModel model) {
      return model.config().patches(grid.windowSamples());
    }
  }
}
