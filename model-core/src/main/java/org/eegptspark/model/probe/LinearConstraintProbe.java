package org.eegptspark.model.probe;

import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The paper's classification head: each patch's summary tokens to 16 numbers, then all of a
 * window's to one logit a class. Its weights are a checkpoint's, already limited in norm.
 */
public final class LinearConstraintProbe implements AutoCloseable {
  private final INDArray weight1; // [16, S*D]
  private final INDArray bias1; // [1, 16]
  private final INDArray weight2; // [outputs, N*16]
  private final INDArray bias2; // [1, outputs]

  private LinearConstraintProbe(Checkpoint checkpoint) {
    weight1 = checkpoint.tensor("final_layer.probe1.weight").dup('c');
    bias1 = row(checkpoint.tensor("final_layer.probe1.bias"));
    weight2 = checkpoint.tensor("final_layer.probe2.weight").dup('c');
    bias2 = row(checkpoint.tensor("final_layer.probe2.bias"));
  }

  /** The probe that a checkpoint holds, of copies; empty where it holds none. */
  public static Optional<LinearConstraintProbe> of(Checkpoint checkpoint) {
    return checkpoint.config().outputs() == 0
        ? Optional.empty()
        : Optional.of(new LinearConstraintProbe(checkpoint));
  }

  /**
   * Logits of windows.
   *
   * @param tokens FLOAT [B, N, S, D]
   * @return FLOAT [B, outputs]; the caller owns it
   * @throws BadInputException where N is not the number of patches that the probe was trained on
   */
  public INDArray logits(INDArray tokens) {
    long windows = tokens.size(0);
    long patches = tokens.size(1);
    long hidden = weight1.size(0);
    BadInputException.check(
        patches * hidden == weight2.size(1),
        "The probe was trained on windows of %s patches, but these have %s",
        weight2.size(1) / hidden,
        patches);
    INDArray h =
        Nd4j.matmul(tokens.reshape(windows * patches, weight1.size(1)), weight1, false, true, false)
            .addiRowVector(bias1) // [B*N, 16]
            .reshape(windows, patches * hidden);
    return Nd4j.matmul(h, weight2, false, true, false).addiRowVector(bias2); // [B, outputs]
  }

  private static INDArray row(INDArray vector) {
    return vector.reshape(1, vector.length()).dup('c');
  }

  /** Frees the weights. */
  @Override
  public void close() {
    weight1.close();
    bias1.close();
    weight2.close();
    bias2.close();
  }
}
