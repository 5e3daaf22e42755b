package org.eegptspark.model.probe;

import static org.eegptspark.model.BadInputException.check;

/**
 * How a {@link LinearConstraintProbe} is trained. The defaults are those of the linear probes in
 * EEGPT's repository ({@code downstream/linear_probe_EEGPT_*.py}).
 *
 * @param epochs times that each window is seen
 * @param batch windows a step
 * @param learningRate the highest, at the top of the cycle
 * @param weightDecay of AdamW, on all parameters
 * @param dropout share of the tokens' values that a step leaves out
 * @param labelSmoothing share of the target that is spread evenly over all classes
 */
public record TrainingSchedule(
    int epochs,
    int batch,
    double learningRate,
    double weightDecay,
    double dropout,
    double labelSmoothing) {
  /** The authors': their scripts smooth labels in fine-tuning alone. */
  public static final TrainingSchedule DEFAULT = new TrainingSchedule(100, 64, 4e-4, 0.01, 0.5, 0);

  /** Checks the values. */
  public TrainingSchedule {
    check(epochs > 0, "--epochs must be positive, but was %s", epochs);
    check(batch > 0, "--batch must be positive, but was %s", batch);
    check(learningRate > 0, "--learning-rate must be positive, but was %s", learningRate);
    check(weightDecay >= 0, "--weight-decay must not be negative, but was %s", weightDecay);
    check(dropout >= 0 && dropout < 1, "--dropout must be from 0 to below 1, but was %s", dropout);
    check(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "--label-smoothing must be from 0 to below 1, but was %s",
        labelSmoothing);
  }
}
