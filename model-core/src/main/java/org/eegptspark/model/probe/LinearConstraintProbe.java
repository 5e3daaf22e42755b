package org.eegptspark.model.probe;

import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The paper's classification head: each patch's summary tokens to 16 numbers, then all of a
 * window's to one logit a class. Its weights are already limited in norm: rows of the first to 1,
 * of the second to 0.25.
 *
 * @param weight1 [16][S*D]
 * @param bias1 [16]
 * @param weight2 [outputs][N*16]
 * @param bias2 [outputs]
 */
public record LinearConstraintProbe(
    float[][] weight1, float[] bias1, float[][] weight2, float[] bias2) implements WindowProbe {
  private static final long serialVersionUID = 1L;

  /** Width between the two layers. */
  static final int WIDTH = 16;

  /** The probe that a checkpoint holds, of copies; empty where it holds none. */
  public static Optional<LinearConstraintProbe> of(Checkpoint checkpoint) {
    return checkpoint.config().outputs() == 0
        ? Optional.empty()
        : Optional.of(
            new LinearConstraintProbe(
                checkpoint.tensor("final_layer.probe1.weight").toFloatMatrix(),
                FloatArrays.values(checkpoint.tensor("final_layer.probe1.bias")),
                checkpoint.tensor("final_layer.probe2.weight").toFloatMatrix(),
                FloatArrays.values(checkpoint.tensor("final_layer.probe2.bias"))));
  }

  /** Number of patches of the windows that it was trained on. */
  public int patches() {
    return weight2[0].length / weight1.length;
  }

  /**
   * Logits of windows.
   *
   * @param tokens FLOAT [B, N, S, D]
   * @return FLOAT [B, outputs]; the caller owns it
   * @throws BadInputException where N is not the number of patches that the probe was trained on
   */
  public INDArray logits(INDArray tokens) {
    BadInputException.check(
        tokens.size(1) == patches(),
        "The probe was trained on windows of %s patches, but these have %s",
        patches(),
        tokens.size(1));
    int windows = Math.toIntExact(tokens.size(0));
    float[] values = FloatArrays.values(tokens);
    INDArray logits = Nd4j.createUninitialized(DataType.FLOAT, windows, bias2.length);
    float[] window = new float[values.length / windows];
    for (int b = 0; b < windows; b++) {
      System.arraycopy(values, b * window.length, window, 0, window.length);
      double[] outputs = outputs(window);
      for (int k = 0; k < outputs.length; k++) {
        logits.putScalar(b, k, outputs[k]);
      }
    }
    return logits;
  }

  @Override
  public double[] outputs(float[] tokens) {
    int width = weight1[0].length;
    BadInputException.check(
        tokens.length == patches() * width,
        "The probe was trained on windows of %s patches of %s values, but these have %s values",
        patches(),
        width,
        tokens.length);
    double[] outputs = new double[bias2.length];
    for (int k = 0; k < outputs.length; k++) {
      outputs[k] = bias2[k];
    }
    for (int n = 0; n < patches(); n++) {
      for (int j = 0; j < weight1.length; j++) {
        double h = bias1[j];
        for (int i = 0; i < width; i++) {
          h += (double) weight1[j][i] * tokens[n * width + i];
        }
        for (int k = 0; k < outputs.length; k++) {
          outputs[k] += weight2[k][n * weight1.length + j] * h;
        }
      }
    }
    return outputs;
  }
}
