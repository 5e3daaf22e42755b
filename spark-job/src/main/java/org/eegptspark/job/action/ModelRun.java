package org.eegptspark.job.action;

import java.io.Serializable;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.encoder.ChannelProjector;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;

/**
 * All that decides a window's row beside its samples and the weights: travels to every task.
 *
 * @param modelId hash of configuration and weights
 * @param engine which engine, in which precision, on how many threads a task
 * @param profile signal steps
 * @param grid where windows lie
 * @param patchesACall patches that the engine is given at once
 * @param tokenOutput what of the tokens is kept
 * @param weights what the weights are, in words
 */
record ModelRun(
    String modelId,
    EngineOptions engine,
    SignalProfile profile,
    WindowGrid grid,
    int patchesACall,
    TokenOutput tokenOutput,
    String weights)
    implements Serializable {

  String signalId() {
    return profile.id(grid);
  }

  /** Floats in a row's tokens. */
  int tokenFloats(EegptConfig config) {
    int summary = config.embedNum() * config.embedDim();
    return tokenOutput.pooled() ? summary : config.patches(grid.windowSamples()) * summary;
  }

  /**
   * Checks the options against the model before any work.
   *
   * @throws BadInputException where they do not go together
   */
  void check(Checkpoint checkpoint) {
    EegptConfig config = checkpoint.config();
    BadInputException.check(
        grid.windowSamples() >= config.patchSize(),
        "--window of %s samples is shorter than the model's patch of %s; choose a longer window",
        grid.windowSamples(),
        config.patchSize());
    int given = profile.montage().select(Electrodes.NAMES).montage().size();
    ChannelProjector.of(checkpoint)
        .ifPresent(
            projector ->
                BadInputException.check(
                    given == projector.inputs(),
                    "%s projects %s channels of its own, but --montage has %s; name them, in its"
                        + " order, with --montage A,B,C",
                    checkpoint.description(),
                    projector.inputs(),
                    given));
    EncoderEngines.check(engine);
  }
}
