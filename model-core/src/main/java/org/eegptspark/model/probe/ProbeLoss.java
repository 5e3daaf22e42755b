package org.eegptspark.model.probe;

import java.util.Arrays;

/** What a window's outputs cost, and the gradient of that. */
interface ProbeLoss {
  /**
   * The loss of one window.
   *
   * @param outputs of the probe
   * @param target its class, or the value to predict
   * @param gradient is set to the loss's by the outputs
   */
  double of(double[] outputs, double target, double[] gradient);

  /**
   * Cross entropy with the target {@code q}: {@code 1 - smoothing} on the class and the rest spread
   * evenly over all of them.
   */
  static ProbeLoss crossEntropy(double smoothing) {
    return (outputs, target, gradient) -> {
      double[] p = WindowProbe.softmax(outputs);
      double loss = 0;
      for (int k = 0; k < p.length; k++) {
        double q = smoothing / p.length + (k == (int) target ? 1 - smoothing : 0);
        loss -= q * Math.log(p[k]);
        gradient[k] = p[k] - q;
      }
      return loss;
    };
  }

  /** The squared difference. */
  static ProbeLoss squaredError() {
    return (outputs, target, gradient) -> {
      double difference = outputs[0] - target;
      Arrays.fill(gradient, 2 * difference);
      return difference * difference;
    };
  }
}
