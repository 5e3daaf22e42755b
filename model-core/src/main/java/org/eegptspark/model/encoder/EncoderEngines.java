package org.eegptspark.model.encoder;

import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.encoder.nd4j.Nd4jEncoder;

/** The engines by name. */
public final class EncoderEngines {
  /** The names that {@code --engine} accepts. */
  public static final List<String> NAMES = List.of("auto", "nd4j");

  private EncoderEngines() {}

  /**
   * Builds an engine around a checkpoint's encoder weights.
   *
   * @return an engine that the caller closes
   * @throws BadInputException for an unknown engine, or one that cannot compute in the precision
   */
  public static EncoderEngine create(Checkpoint checkpoint, EngineOptions options) {
    check(options);
    return new Nd4jEncoder(checkpoint, options);
  }

  /**
   * Checks, without building an engine, that there is one for the options.
   *
   * @throws BadInputException for an unknown engine, or one that cannot compute in the precision
   */
  public static void check(EngineOptions options) {
    BadInputException.check(
        NAMES.contains(options.engine()),
        "Unknown engine '%s': expected one of %s",
        options.engine(),
        NAMES);
    BadInputException.check(
        options.precision() == Precision.FP32,
        "Engine %s computes in fp32, but --precision %s was asked for",
        options.engine(),
        options.precision().key());
  }
}
