package org.eegptspark.model;

import static org.eegptspark.model.BadInputException.check;

import java.util.List;
import java.util.Optional;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.encoder.ChannelProjector;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.SignalPatches;
import org.eegptspark.model.probe.LinearConstraintProbe;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An EEGPT model ready to run: the one door for users of the library.
 *
 * <pre>{@code
 * try (EegptModel model = EegptModel.load("hf://owner/repo", EngineOptions.alone())) {
 *   INDArray tokens = model.encode(windows, channels); // [B, C, T] -> [B, N, S, D]
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads at once.
 */
public final class EegptModel implements AutoCloseable {
  private final EegptConfig config;
  private final String description;
  private final EncoderEngine engine;
  private final Optional<ChannelProjector> projector;
  private final Optional<LinearConstraintProbe> probe;

  /** A model of a checkpoint, which stays the caller's and may be closed: nothing of it is kept. */
  public EegptModel(Checkpoint checkpoint, EngineOptions options) {
    this.config = checkpoint.config();
    this.description = checkpoint.description();
    this.projector = ChannelProjector.of(checkpoint);
    this.probe = LinearConstraintProbe.of(checkpoint);
    this.engine = EncoderEngines.create(checkpoint, options);
  }

  /**
   * Loads weights and builds an engine around them.
   *
   * @param weights a safetensors file, a model-hub folder, a Lightning checkpoint, {@code
   *     hf://owner/repo[@revision]}, {@code demo} or {@code synthetic:NAME}
   * @throws BadInputException where the weights cannot be read or are not EEGPT's
   */
  public static EegptModel load(String weights, EngineOptions options) {
    try (Checkpoint checkpoint = Checkpoints.load(weights)) {
      return new EegptModel(checkpoint, options);
    }
  }

  /** Sizes and variants. */
  public EegptConfig config() {
    return config;
  }

  /** What the weights are and where they came from. */
  public String description() {
    return description;
  }

  /** The engine that encodes; it belongs to the model. */
  public EncoderEngine engine() {
    return engine;
  }

  /** The classification head in the weights, if any. */
  public Optional<LinearConstraintProbe> probe() {
    return probe;
  }

  /** The learned channel projection in the weights, if any. */
  public Optional<ChannelProjector> projector() {
    return projector;
  }

  /**
   * Rows of {@code chan_embed} for an input of these channels: the channels' own, or the 19 of the
   * 10-20 system where the model projects its channels to them.
   *
   * @param channels upper-case electrode names; any names where the model projects
   */
  public int[] electrodes(List<String> channels) {
    return projector.isPresent() ? Montage.TEN_TWENTY_19.rows() : Electrodes.rows(channels);
  }

  /**
   * Encodes windows.
   *
   * @param windows FLOAT [B, C, T], in millivolts at 256 Hz
   * @param channels C upper-case electrode names
   * @return FLOAT [B, N, S, D]; the caller owns it
   */
  public INDArray encode(INDArray windows, List<String> channels) {
    check(windows.rank() == 3, "Windows must be [B, C, T], but have %s dimensions", windows.rank());
    check(
        windows.size(1) == channels.size(),
        "Windows have %s channels, but %s names were given",
        windows.size(1),
        channels.size());
    int[] electrodes = electrodes(channels);
    INDArray input =
        projector.isPresent() ? projector.get().project(windows) : FloatArrays.rowMajor(windows);
    INDArray tokens = engine.encode(SignalPatches.of(input, electrodes, config())); // [B*N, S, D]
    if (input != windows) {
      input.close();
    }
    long perWindow = tokens.size(0) / windows.size(0);
    return tokens.reshape(windows.size(0), perWindow, config().embedNum(), config().embedDim());
  }

  /** Closes the engine, which holds weights outside the heap. */
  @Override
  public void close() {
    engine.close();
  }
}
