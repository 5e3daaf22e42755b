package org.eegptspark.job.probe;

import org.eegptspark.model.probe.FeatureKind;

/**
 * All that decides what a probe is trained and tested on, and how. The same settings on the same
 * table give the same numbers.
 *
 * @param input the embeddings table
 * @param rows which of its rows
 * @param label what they are to be told apart by
 * @param split how they are divided
 * @param features what of their tokens the head sees
 * @param head that is trained
 * @param weights how much each counts in training
 * @param scoring what is said of the predictions
 * @param seed of all that is random: folds, the head's training, the bootstrap
 */
public record ProbeSettings(
    String input,
    RowChoice rows,
    LabelChoice label,
    SplitChoice split,
    FeatureKind features,
    ProbeHead head,
    ClassWeights weights,
    Scoring scoring,
    long seed) {
  /** Checks that the parts go together. */
  public ProbeSettings {
    head.check(features, label.isNumber());
  }

  /**
   * Logistic regression, or of numbers linear, on means and deviations over patches of all rows of
   * a table.
   */
  public static ProbeSettings of(String input, LabelChoice label, SplitChoice split) {
    return new ProbeSettings(
        input,
        RowChoice.ALL,
        label,
        split,
        FeatureKind.MEAN_SD,
        label.isNumber() ? new RidgeHead(1, 0, 200) : new LogisticHead(1, 0, 200),
        ClassWeights.none,
        Scoring.OF_WINDOWS,
        0);
  }

  /** These settings for other rows, such as those that a condition holds for. */
  public ProbeSettings withRows(RowChoice other) {
    return new ProbeSettings(input, other, label, split, features, head, weights, scoring, seed);
  }

  /** These settings with another label. */
  public ProbeSettings withLabel(LabelChoice other) {
    return new ProbeSettings(input, rows, other, split, features, head, weights, scoring, seed);
  }

  /** These settings with another division. */
  public ProbeSettings withSplit(SplitChoice other) {
    return new ProbeSettings(input, rows, label, other, features, head, weights, scoring, seed);
  }

  /** These settings with another head on other features. */
  public ProbeSettings withHead(FeatureKind kind, ProbeHead other) {
    return new ProbeSettings(input, rows, label, split, kind, other, weights, scoring, seed);
  }

  /** These settings with other weights. */
  public ProbeSettings withWeights(ClassWeights other) {
    return new ProbeSettings(input, rows, label, split, features, head, other, scoring, seed);
  }

  /** These settings with another account of the predictions. */
  public ProbeSettings withScoring(Scoring other) {
    return new ProbeSettings(input, rows, label, split, features, head, weights, other, seed);
  }

  /** These settings with another seed. */
  public ProbeSettings withSeed(long other) {
    return new ProbeSettings(input, rows, label, split, features, head, weights, scoring, other);
  }
}
