package org.eegptspark.model.encoder.cuda;

import java.util.Arrays;

/**
 * A linear layer as a checkpoint has it, or as the GPU is to compute it.
 *
 * @param weight row-major [out, in]
 * @param bias [out]
 */
record Layer(float[] weight, float[] bias) {
  int inputs() {
    return weight.length / bias.length;
  }

  int outputs() {
    return bias.length;
  }

  /** Some of the outputs. */
  Layer outputs(int from, int to) {
    return new Layer(
        Arrays.copyOfRange(weight, from * inputs(), to * inputs()),
        Arrays.copyOfRange(bias, from, to));
  }

  /** A layer whose outputs are these times a factor. */
  Layer times(double factor) {
    return new Layer(scaled(weight, factor), scaled(bias, factor));
  }

  /** A layer that does the same with inputs of which it is given as many times. */
  Layer forInputsTimes(double factor) {
    return new Layer(scaled(weight, 1 / factor), bias);
  }

  private static float[] scaled(float[] values, double factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (float) (values[i] * factor);
    }
    return scaled;
  }

  /**
   * A layer that does to normalized inputs, of mean 0 and variance 1, what this one does to a layer
   * norm's result.
   *
   * @param gain of the layer norm, [in]
   * @param shift of the layer norm, [in]
   */
  Layer afterNorm(float[] gain, float[] shift) {
    int inputs = inputs();
    float[] gained = new float[weight.length];
    float[] shifted = new float[bias.length];
    for (int row = 0; row < bias.length; row++) {
      double sum = bias[row];
      for (int i = 0; i < inputs; i++) {
        gained[row * inputs + i] = weight[row * inputs + i] * gain[i];
        sum += (double) weight[row * inputs + i] * shift[i];
      }
      shifted[row] = (float) sum;
    }
    return new Layer(gained, shifted);
  }
}
