package org.eegptspark.model.encoder;

import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.encoder.nd4j.Nd4jEncoder;
import org.eegptspark.model.encoder.onednn.OneDnn;
import org.eegptspark.model.encoder.onednn.OneDnnEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines by name. */
public final class EncoderEngines {
  /** The names that {@code --engine} accepts. */
  public static final List<String> NAMES = List.of("auto", "nd4j", "onednn");

  private static final Logger LOG = LoggerFactory.getLogger(EncoderEngines.class);

  private EncoderEngines() {}

  /**
   * Builds an engine around a checkpoint's encoder weights.
   *
   * @return an engine that the caller closes
   * @throws BadInputException for an unknown engine, or one that cannot compute in the precision
   */
  public static EncoderEngine create(Checkpoint checkpoint, EngineOptions options) {
    check(options);
    boolean shallow = checkpoint.config().depth() < OneDnnEncoder.LEAST_DEPTH;
    BadInputException.check(
        !shallow || !options.engine().equals("onednn"),
        "Engine onednn runs models of %s blocks or more, but %s has %s; use --engine nd4j",
        OneDnnEncoder.LEAST_DEPTH,
        checkpoint.description(),
        checkpoint.config().depth());
    return resolve(options.engine()).equals("onednn") && !shallow
        ? new OneDnnEncoder(checkpoint, options)
        : new Nd4jEncoder(checkpoint, options);
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
    String engine = resolve(options.engine());
    if (engine.equals("onednn")) {
      BadInputException.check(
          OneDnn.isAvailable(),
          "Engine onednn cannot run here, as its native library does not load: %s",
          OneDnn.unavailableBecause());
      BadInputException.check(
          options.precision() != Precision.BF16 || OneDnn.multipliesBf16(),
          "This CPU has neither AVX512-BF16 nor AMX, but --precision bf16 was asked for; use fp32");
      BadInputException.check(
          options.precision() != Precision.TF32,
          "Engine onednn computes in fp32 or bf16, but --precision tf32 was asked for");
    } else {
      BadInputException.check(
          options.precision() == Precision.FP32,
          "Engine %s computes in fp32, but --precision %s was asked for",
          engine,
          options.precision().key());
    }
  }

  /** What {@code auto} stands for on this machine; any other name stands for itself. */
  public static String resolve(String engine) {
    return engine.equals("auto") ? Fastest.NAME : engine;
  }

  /** Found once a process. */
  private static final class Fastest {
    static final String NAME = find();

    private static String find() {
      if (OneDnn.isAvailable()) {
        LOG.info("Engine auto is onednn here");
        return "onednn";
      }
      LOG.warn(
          "Engine auto is nd4j here, and slower: oneDNN does not load: {}",
          String.valueOf(OneDnn.unavailableBecause()));
      return "nd4j";
    }
  }
}
