package org.eegptspark.job.probe;

import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.WindowProbe;

/** A kind of head with its settings. To train one is to fit it to a fold's training rows. */
public interface ProbeHead {
  /** As options name it. */
  String name();

  /** Its settings by name, for the report. */
  Map<String, Object> settings();

  /**
   * Checks that it can be trained on such features and targets.
   *
   * @param isNumber whether targets are numbers rather than classes
   * @throws BadInputException that says what to do
   */
  void check(FeatureKind features, boolean isNumber);

  /**
   * Trains it. The same rows and seed give the same probe.
   *
   * @throws BadInputException where the rows do not do for it
   */
  WindowProbe fit(TrainingRows rows);

  /** Whether {@link #fit} gives a probe that can be kept in a file. */
  default boolean isKept() {
    return true;
  }
}
