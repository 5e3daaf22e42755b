package org.eegptspark.job.probe;

import java.util.Arrays;

/** How much a window counts in training. */
public enum ClassWeights {
  /** All alike. */
  none,

  /** As much as makes all classes count alike: {@code n / (classes * n_k)} for one of class k. */
  balanced;

  /**
   * The weights of training rows.
   *
   * @param rows among the labelled windows
   */
  double[] of(LabelledWindows windows, int[] rows) {
    double[] weights = new double[rows.length];
    Arrays.fill(weights, 1);
    if (this == balanced && !windows.isNumber()) {
      long[] counts = windows.classCounts(rows);
      long present = Arrays.stream(counts).filter(count -> count > 0).count();
      for (int i = 0; i < rows.length; i++) {
        weights[i] = (double) rows.length / (present * counts[(int) windows.targets()[rows[i]]]);
      }
    }
    return weights;
  }
}
