package org.eegptspark.job.action;

import java.io.Serializable;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.probe.ProbeFile;
import org.eegptspark.model.probe.TrainedProbe;
import org.eegptspark.model.signal.ArtifactThreshold;
import org.eegptspark.model.signal.BadChannels;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;
import org.eegptspark.udf.SharedWeights;

/**
 * All that decides a window's row beside its samples: travels to every task.
 *
 * @param weights the model's
 * @param engine which engine, in which precision, on how many threads a task, in which batches
 * @param profile signal steps
 * @param grid where windows lie
 * @param artifacts what marks windows; null for no marks
 * @param tokenOutput what of the tokens is kept
 * @param probe predicts from every window's tokens; null for no predictions
 */
record ModelRun(
    SharedWeights weights,
    EngineOptions engine,
    SignalProfile profile,
    WindowGrid grid,
    ArtifactThreshold artifacts,
    TokenOutput tokenOutput,
    TrainedProbe probe)
    implements Serializable {

  String signalId() {
    return profile.id(grid);
  }

  /** Floats in a row's tokens. */
  int tokenFloats() {
    EegptConfig config = weights.config();
    int summary = config.embedNum() * config.embedDim();
    return tokenOutput.pooled() ? summary : config.patches(grid.windowSamples()) * summary;
  }

  /** Floats of a window while it is encoded: means are taken after a probe has seen all tokens. */
  int encodedFloats() {
    EegptConfig config = weights.config();
    int summary = config.embedNum() * config.embedDim();
    return probe == null ? tokenFloats() : config.patches(grid.windowSamples()) * summary;
  }

  /** Hash of the probe; null without. */
  String probeId() {
    return probe == null ? null : ProbeFile.id(probe);
  }

  /** What is said of a segment that cannot be encoded, or, where it is null, of a recording. */
  Quarantine.Entry failure(String recordingId, String source, Integer segment, String reason) {
    return new Quarantine.Entry(
        source, recordingId, segment, "featurize", reason, weights.modelId(), signalId());
  }

  /**
   * Checks the options against the model before any work.
   *
   * @throws BadInputException where they do not go together
   */
  void check() {
    EegptConfig config = weights.config();
    BadInputException.check(
        grid.windowSamples() >= config.patchSize(),
        "--window of %s samples is shorter than the model's patch of %s; choose a longer window",
        grid.windowSamples(),
        config.patchSize());
    int given = profile.montage().select(Electrodes.NAMES).montage().size();
    BadInputException.check(
        weights.projected() == 0 || profile.badChannels() == BadChannels.KEEP,
        "%s projects its channels and needs them all: --bad-channels leave-out does not go with it",
        weights.description());
    BadInputException.check(
        weights.projected() == 0 || given == weights.projected(),
        "%s projects %s channels of its own, but --montage has %s; name them, in its order, with"
            + " --montage A,B,C",
        weights.description(),
        weights.projected(),
        given);
    if (probe != null) {
      checkProbe();
    }
    EncoderEngines.check(engine);
  }

  private void checkProbe() {
    EegptConfig config = weights.config();
    TrainedProbe.About about = probe.about();
    BadInputException.check(
        about.modelId() == null || about.modelId().equals(weights.modelId()),
        "--probe was trained on tokens of the model with model_id %s, but --weights %s is %s",
        about.modelId(),
        weights.description(),
        weights.modelId());
    int patches = config.patches(grid.windowSamples());
    BadInputException.check(
        about.patchWidth() == config.embedNum() * config.embedDim()
            && (about.patches() == 0 || about.patches() == patches),
        "--probe was trained on windows of %s patches of %s values, but these have %s of %s; see"
            + " --window",
        about.patches() == 0 ? "any number of" : about.patches(),
        about.patchWidth(),
        patches,
        config.embedNum() * config.embedDim());
  }
}
