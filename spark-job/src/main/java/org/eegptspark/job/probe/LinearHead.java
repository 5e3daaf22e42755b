package org.eegptspark.job.probe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.LinearConstraintTrainer;
import org.eegptspark.model.probe.TrainingSchedule;
import org.eegptspark.model.probe.WindowProbe;

/**
 * The paper's LinearConstraintProbe, trained in the driver. All tokens of the table go through a
 * file of the driver's, so that memory holds no more than a step's windows.
 *
 * @param schedule how long and how fast
 */
public record LinearHead(TrainingSchedule schedule) implements ProbeHead {
  @Override
  public String name() {
    return "linear";
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", schedule.epochs());
    settings.put("batch", schedule.batch());
    settings.put("learning_rate", schedule.learningRate());
    settings.put("weight_decay", schedule.weightDecay());
    settings.put("dropout", schedule.dropout());
    settings.put("label_smoothing", schedule.labelSmoothing());
    return settings;
  }

  @Override
  public void check(FeatureKind features, boolean isNumber) {
    BadInputException.check(
        features == FeatureKind.TOKENS,
        "--head linear is trained on each patch's tokens: take --features tokens, not %s",
        features.key());
  }

  @Override
  public WindowProbe fit(TrainingRows rows) {
    if (rows.classes() > 0) {
      rows.presentClasses();
    }
    return new LinearConstraintTrainer(schedule, rows.seed()).train(rows);
  }
}
