package org.eegptspark.model.probe;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.eegptspark.model.array.FloatArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Forward and backward through a {@link LinearConstraintProbe} for a batch of windows: the two
 * large products by ND4J, the small rest in double.
 */
final class ProbeStep {
  private static final int HIDDEN = LinearConstraintProbe.WIDTH;

  private final ProbeLoss loss;

  ProbeStep(ProbeLoss loss) {
    this.loss = loss;
  }

  /**
   * The mean loss of a batch, each window counting by its weight, and its gradients.
   *
   * @param tokens [B*N, S*D], row-major, after dropout
   * @param targets of the B windows
   * @param weights of the B windows
   * @param gradients set to the loss's by the parameters
   */
  double compute(
      ProbeParameters parameters,
      float[] tokens,
      double[] targets,
      double[] weights,
      ProbeParameters gradients) {
    int rows = tokens.length / parameters.width();
    try (INDArray x = FloatArrays.copyOf(tokens, rows, parameters.width());
        INDArray weight1 = FloatArrays.copyOf(parameters.weight1(), HIDDEN, parameters.width());
        INDArray product = Nd4j.matmul(x, weight1, false, true, false)) {
      float[] hidden = FloatArrays.values(product); // [B*N, 16]
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] += parameters.bias1()[i % HIDDEN];
      }
      float[] hiddenGradient = new float[hidden.length];
      double mean = secondLayer(parameters, hidden, targets, weights, gradients, hiddenGradient);
      Arrays.fill(gradients.bias1(), 0);
      for (int i = 0; i < hiddenGradient.length; i++) {
        gradients.bias1()[i % HIDDEN] += hiddenGradient[i];
      }
      try (INDArray dh = FloatArrays.copyOf(hiddenGradient, rows, HIDDEN);
          INDArray dw = Nd4j.createUninitialized(DataType.FLOAT, HIDDEN, parameters.width())) {
        Nd4j.matmul(dh, x, dw, true, false, false);
        new FloatPointer(dw.data().addressPointer()).get(gradients.weight1());
      }
      return mean;
    }
  }

  /** From what the patches came to, to the loss and back. */
  private double secondLayer(
      ProbeParameters parameters,
      float[] hidden,
      double[] targets,
      double[] weights,
      ProbeParameters gradients,
      float[] hiddenGradient) {
    int outputs = parameters.outputs();
    int inputs = parameters.patches() * HIDDEN;
    double weightSum = Arrays.stream(weights).sum();
    double[] weight2 = new double[outputs * inputs];
    double[] bias2 = new double[outputs];
    double[] z = new double[outputs];
    double[] dz = new double[outputs];
    double mean = 0;
    for (int b = 0; b < targets.length; b++) {
      for (int k = 0; k < outputs; k++) {
        double sum = parameters.bias2()[k];
        for (int i = 0; i < inputs; i++) {
          sum += (double) parameters.weight2()[k * inputs + i] * hidden[b * inputs + i];
        }
        z[k] = sum;
      }
      double share = weights[b] / weightSum;
      mean += share * loss.of(z, targets[b], dz);
      for (int k = 0; k < outputs; k++) {
        double gradient = share * dz[k];
        bias2[k] += gradient;
        for (int i = 0; i < inputs; i++) {
          weight2[k * inputs + i] += gradient * hidden[b * inputs + i];
          hiddenGradient[b * inputs + i] +=
              (float) (gradient * parameters.weight2()[k * inputs + i]);
        }
      }
    }
    round(weight2, gradients.weight2());
    round(bias2, gradients.bias2());
    return mean;
  }

  private static void round(double[] values, float[] target) {
    for (int i = 0; i < values.length; i++) {
      target[i] = (float) values[i];
    }
  }
}
