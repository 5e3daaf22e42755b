package org.eegptspark.model.probe;

import java.util.SplittableRandom;

/**
 * The parameters of a probe in training, or their gradients: row-major arrays that are written to.
 *
 * @param width S*D
 * @param patches N
 * @param outputs of the probe
 * @param weight1 [16, S*D]
 * @param bias1 [16]
 * @param weight2 [outputs, N*16]
 * @param bias2 [outputs]
 */
record ProbeParameters(
    int width,
    int patches,
    int outputs,
    float[] weight1,
    float[] bias1,
    float[] weight2,
    float[] bias2) {
  private static final int HIDDEN = LinearConstraintProbe.WIDTH;
  private static final double LIMIT1 = 1;
  private static final double LIMIT2 = 0.25;

  /** All zero. */
  static ProbeParameters zero(int width, int patches, int outputs) {
    return new ProbeParameters(
        width,
        patches,
        outputs,
        new float[HIDDEN * width],
        new float[HIDDEN],
        new float[outputs * patches * HIDDEN],
        new float[outputs]);
  }

  /**
   * As PyTorch begins a linear layer: weights and biases even between plus and minus 1 over the
   * root of the layer's inputs.
   */
  static ProbeParameters random(int width, int patches, int outputs, SplittableRandom random) {
    ProbeParameters parameters = zero(width, patches, outputs);
    fill(parameters.weight1, 1 / Math.sqrt(width), random);
    fill(parameters.bias1, 1 / Math.sqrt(width), random);
    fill(parameters.weight2, 1 / Math.sqrt(patches * HIDDEN), random);
    fill(parameters.bias2, 1 / Math.sqrt(patches * HIDDEN), random);
    return parameters;
  }

  private static void fill(float[] values, double bound, SplittableRandom random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
  }

  /** Limits the norms of both layers' rows in place, as {@code torch.renorm} does. */
  void limitNorms() {
    limitRows(weight1, width, LIMIT1);
    limitRows(weight2, patches * HIDDEN, LIMIT2);
  }

  private static void limitRows(float[] weight, int width, double limit) {
    for (int row = 0; row < weight.length; row += width) {
      double square = 0;
      for (int i = row; i < row + width; i++) {
        square += (double) weight[i] * weight[i];
      }
      double norm = Math.sqrt(square);
      if (norm > limit) {
        for (int i = row; i < row + width; i++) {
          weight[i] *= (float) (limit / (norm + 1e-7));
        }
      }
    }
  }

  /** A probe of these parameters' values. */
  LinearConstraintProbe probe() {
    return new LinearConstraintProbe(
        rows(weight1, HIDDEN), bias1.clone(), rows(weight2, outputs), bias2.clone());
  }

  private static float[][] rows(float[] values, int count) {
    int length = values.length / count;
    float[][] rows = new float[count][length];
    for (int row = 0; row < count; row++) {
      System.arraycopy(values, row * length, rows[row], 0, length);
    }
    return rows;
  }
}
