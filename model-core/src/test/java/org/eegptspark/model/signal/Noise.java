package org.eegptspark.model.signal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Signals that tests make up. */
final class Noise {
  private Noise() {}

  /** The noise of resources/signal/make_scipy.py: within 50 of zero, the same in both languages. */
  static double[] of(int samples) {
    double[] x = new double[samples];
    long state = 1;
    for (int i = 0; i < samples; i++) {
      state = (state * 1103515245 + 12345) % (1L << 31);
      x[i] = 100 * ((double) state / (1L << 31) - 0.5);
    }
    return x;
  }

  /** A block of channels of noise, each later in it than the last. */
  static SignalBlock block(int channels, int samples, double rateHz) {
    double[] all = of(samples + channels);
    return new SignalBlock(
        names(channels),
        rateHz,
        0,
        IntStream.range(0, channels)
            .mapToObj(c -> Arrays.copyOfRange(all, c, c + samples))
            .toArray(double[][]::new));
  }

  /** One channel of given samples. */
  static SignalBlock block(double rateHz, double... samples) {
    return new SignalBlock(names(1), rateHz, 0, new double[][] {samples.clone()});
  }

  /** Samples [from, to) of a block's timeline, copied. */
  static SignalBlock slice(SignalBlock block, long from, long to) {
    int offset = (int) (from - block.firstSample());
    return new SignalBlock(
        block.channels(),
        block.samplingRateHz(),
        from,
        Arrays.stream(block.samples())
            .map(row -> Arrays.copyOfRange(row, offset, offset + (int) (to - from)))
            .toArray(double[][]::new));
  }

  private static List<String> names(int channels) {
    return IntStream.range(0, channels).mapToObj(c -> "C" + c).toList();
  }
}
