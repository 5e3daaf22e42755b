package org.eegptspark.model.signal;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.jtransforms.utils.CommonUtils;

/**
 * A symmetric impulse response, convolved with signals by FFT, block after block (overlap-save).
 * Safe for use by several threads.
 */
final class FirFilter {
  /** FFTs as long as four impulse responses cost least a sample. */
  private static final int BLOCK_OVER_LENGTH = 4;

  static {
    // Spark has the cores: a task's FFT stays on the task's thread.
    CommonUtils.setThreadsBeginN_1D_FFT_2Threads(Long.MAX_VALUE);
    CommonUtils.setThreadsBeginN_1D_FFT_4Threads(Long.MAX_VALUE);
  }

  private final int length;
  private final int block;
  private final double[] spectrum;

  /** Of an odd number of coefficients. */
  FirFilter(double[] coefficients) {
    this.length = coefficients.length;
    this.block = Math.max(256, Integer.highestOneBit(BLOCK_OVER_LENGTH * length - 1) << 1);
    this.spectrum = new double[block];
    System.arraycopy(coefficients, 0, spectrum, 0, length);
    new DoubleFFT_1D(block).realForward(spectrum);
  }

  /** Samples on each side of its middle. */
  int halfLength() {
    return length / 2;
  }

  /** Filters a row in place, its ends mirrored. */
  void apply(double[] row) {
    int half = halfLength();
    double[] extended = extend(row, half);
    DoubleFFT_1D fft = new DoubleFFT_1D(block);
    double[] stretch = new double[block];
    int fresh = block - length + 1;
    for (int from = 0; from < row.length; from += fresh) {
      int n = Math.min(block, extended.length - from);
      System.arraycopy(extended, from, stretch, 0, n);
      Arrays.fill(stretch, n, block, 0);
      fft.realForward(stretch);
      multiply(stretch);
      fft.realInverse(stretch, true);
      System.arraycopy(stretch, length - 1, row, from, Math.min(fresh, row.length - from));
    }
  }

  /** The row, before and after it its mirror image turned by half, then zeros. */
  private static double[] extend(double[] row, int by) {
    double[] extended = new double[row.length + 2 * by];
    int last = row.length - 1;
    System.arraycopy(row, 0, extended, by, row.length);
    for (int i = 1; i <= Math.min(by, last); i++) {
      extended[by - i] = 2 * row[0] - row[i];
      extended[by + last + i] = 2 * row[last] - row[last - i];
    }
    return extended;
  }

  /** Complex products; JTransforms keeps the real values at 0 and at half the rate first. */
  private void multiply(double[] x) {
    x[0] *= spectrum[0];
    x[1] *= spectrum[1];
    for (int i = 2; i < block; i += 2) {
      double re = x[i] * spectrum[i] - x[i + 1] * spectrum[i + 1];
      x[i + 1] = x[i] * spectrum[i + 1] + x[i + 1] * spectrum[i];
      x[i] = re;
    }
  }
}
