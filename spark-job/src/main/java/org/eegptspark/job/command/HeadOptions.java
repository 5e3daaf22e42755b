package org.eegptspark.job.command;

import org.eegptspark.job.probe.KnnHead;
import org.eegptspark.job.probe.LinearHead;
import org.eegptspark.job.probe.LogisticHead;
import org.eegptspark.job.probe.ProbeHead;
import org.eegptspark.job.probe.RidgeHead;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.TrainingSchedule;
import picocli.CommandLine.Option;

/** Which head is trained, on what of the tokens, and how. */
final class HeadOptions {
  @Option(
      names = "--head",
      defaultValue = "logistic",
      description = {
        "logistic (default): logistic regression on standardized features; linear: the paper's",
        "LinearConstraintProbe; knn: the nearest windows; ridge: linear regression."
      })
  String name;

  @Option(
      names = "--features",
      description = {
        "What of a window's tokens it sees: tokens (all), mean (over patches), mean-sd (mean and",
        "standard deviation over patches) (default: tokens for linear, else mean-sd)."
      })
  String features;

  @Option(
      names = "--c",
      defaultValue = "1",
      description =
          "logistic: inverse strength of the penalty, as scikit-learn has it (default: 1).")
  double c;

  @Option(
      names = "--alpha",
      defaultValue = "1",
      description = "ridge: strength of the penalty, as scikit-learn has it (default: 1).")
  double alpha;

  @Option(
      names = "--l1-ratio",
      defaultValue = "0",
      description =
          "logistic, ridge: share of absolute values in the penalty (default: 0, squares alone).")
  double l1Ratio;

  @Option(
      names = "--iterations",
      defaultValue = "200",
      description = "logistic, ridge: iterations at most (default: ${DEFAULT-VALUE}).")
  int iterations;

  @Option(
      names = "--neighbours",
      defaultValue = "5",
      description = "knn: how many windows are asked (default: ${DEFAULT-VALUE}).")
  int neighbours;

  @Option(
      names = "--epochs",
      defaultValue = "100",
      description = "linear: times that each window is seen (default: ${DEFAULT-VALUE}).")
  int epochs;

  @Option(
      names = "--batch",
      defaultValue = "64",
      description = "linear: windows a step (default: ${DEFAULT-VALUE}).")
  int batch;

  @Option(
      names = "--learning-rate",
      defaultValue = "4e-4",
      description = "linear: the highest of the cycle (default: ${DEFAULT-VALUE}).")
  double learningRate;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.01",
      description = "linear: of AdamW (default: ${DEFAULT-VALUE}).")
  double weightDecay;

  @Option(
      names = "--dropout",
      defaultValue = "0.5",
      description = "linear: share of the tokens' values left out (default: ${DEFAULT-VALUE}).")
  double dropout;

  @Option(
      names = "--label-smoothing",
      defaultValue = "0",
      description =
          "linear: share of the target spread over all classes (default: ${DEFAULT-VALUE}, as in the"
              + " authors' linear probes; 0.1 in their fine-tuning).")
  double labelSmoothing;

  /** The head with its settings. */
  ProbeHead head() {
    return switch (name) {
      case "logistic" -> new LogisticHead(c, l1Ratio, iterations);
      case "ridge" -> new RidgeHead(alpha, l1Ratio, iterations);
      case "knn" -> new KnnHead(neighbours);
      case "linear" ->
          new LinearHead(
              new TrainingSchedule(
                  epochs, batch, learningRate, weightDecay, dropout, labelSmoothing));
      default ->
          throw new BadInputException(
              "--head takes logistic, linear, knn or ridge, but was '%s'", name);
    };
  }

  /** Those asked for, or the head's. */
  FeatureKind features() {
    String key = features != null ? features : name.equals("linear") ? "tokens" : "mean-sd";
    return FeatureKind.parse(key);
  }
}
