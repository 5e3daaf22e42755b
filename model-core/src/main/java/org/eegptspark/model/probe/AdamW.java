package org.eegptspark.model.probe;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019) for one array of parameters, as
 * PyTorch's {@code AdamW} has it with {@code betas=(momentum, 0.999)} and {@code eps=1e-8}.
 */
final class AdamW {
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double weightDecay;
  private final double[] mean;
  private final double[] square;
  private int steps;

  AdamW(int parameters, double weightDecay) {
    this.weightDecay = weightDecay;
    this.mean = new double[parameters];
    this.square = new double[parameters];
  }

  /** Changes parameters by a step along their gradients. */
  void step(float[] parameters, float[] gradients, double learningRate, double momentum) {
    steps++;
    double meanCorrection = 1 - Math.pow(momentum, steps);
    double squareCorrection = Math.sqrt(1 - Math.pow(BETA2, steps));
    for (int i = 0; i < parameters.length; i++) {
      double gradient = gradients[i];
      mean[i] = momentum * mean[i] + (1 - momentum) * gradient;
      square[i] = BETA2 * square[i] + (1 - BETA2) * gradient * gradient;
      double size = Math.sqrt(square[i]) / squareCorrection + EPSILON;
      parameters[i] =
          (float)
              (parameters[i] * (1 - learningRate * weightDecay)
                  - learningRate / meanCorrection * mean[i] / size);
    }
  }
}
