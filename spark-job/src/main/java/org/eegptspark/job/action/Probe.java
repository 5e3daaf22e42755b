package org.eegptspark.job.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.probe.EmbeddingRows;
import org.eegptspark.job.probe.Fold;
import org.eegptspark.job.probe.LabelledWindows;
import org.eegptspark.job.probe.Level;
import org.eegptspark.job.probe.LevelResult;
import org.eegptspark.job.probe.Predictions;
import org.eegptspark.job.probe.ProbeData;
import org.eegptspark.job.probe.ProbeSettings;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.TrainedProbe;
import org.eegptspark.model.probe.WindowProbe;

/**
 * Trains heads on an embeddings table and tells what they are worth on windows that they have not
 * seen. Nothing is written.
 *
 * @param spark the session to work in
 * @param settings what to do
 */
public record Probe(SparkSession spark, ProbeSettings settings) {

  /**
   * What a probe is worth.
   *
   * @param settings that it was asked for with
   * @param origin of the tokens
   * @param windows all labelled windows, trained on or tested
   * @param folds how they were divided
   * @param predictions of the tested windows
   * @param levels metrics of each level asked for, in order
   * @param probe trained on the training side of fixed lists, or on all windows after folds; empty
   *     for a head that is not kept
   */
  public record Result(
      ProbeSettings settings,
      EmbeddingRows.Origin origin,
      LabelledWindows windows,
      List<Fold> folds,
      Predictions predictions,
      List<LevelResult> levels,
      Optional<TrainedProbe> probe) {
    /** The metrics of a level that was asked for. */
    public LevelResult at(Level level) {
      return levels.stream().filter(result -> result.level() == level).findFirst().orElseThrow();
    }
  }

  /**
   * Does it.
   *
   * @throws BadInputException where the table or the settings do not do
   */
  public Result execute() {
    RunWatch.step(spark, "read", "eegpt probe: windows");
    try (ProbeData data = ProbeData.open(spark, settings)) {
      List<Fold> folds = data.folds();
      List<WindowProbe> probes = new ArrayList<>();
      for (Fold fold : folds) {
        RunWatch.step(
            spark, "train", "eegpt probe: fold " + (probes.size() + 1) + "/" + folds.size());
        probes.add(data.train(fold.train(), settings.seed() + probes.size()));
      }
      RunWatch.step(spark, "predict", "eegpt probe: predictions");
      Predictions predictions = data.predict(probes);
      List<LevelResult> levels =
          settings.scoring().levels().stream()
              .map(level -> LevelResult.of(predictions, level, folds.size(), settings))
              .toList();
      return new Result(
          settings,
          data.origin(),
          data.windows(),
          folds,
          predictions,
          levels,
          settings.head().isKept() ? Optional.of(kept(data, probes)) : Optional.empty());
    }
  }

  private TrainedProbe kept(ProbeData data, List<WindowProbe> ofFolds) {
    if (settings.split().lists().isPresent()) {
      return data.describe(ofFolds.get(0));
    }
    RunWatch.step(spark, "train", "eegpt probe: all windows");
    int[] all = IntStream.range(0, data.windows().rows().size()).toArray();
    return data.describe(data.train(all, settings.seed()));
  }
}
