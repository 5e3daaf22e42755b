package org.eegptspark.model.encoder;

import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.cuda.Cuda;
import org.eegptspark.model.encoder.cuda.CudaEncoder;
import org.eegptspark.model.encoder.nd4j.Nd4jEncoder;
import org.eegptspark.model.encoder.onednn.OneDnn;
import org.eegptspark.model.encoder.onednn.OneDnnEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines by name. */
public final class EncoderEngines {
  /** The names that {@code --engine} accepts. */
  public static final List<String> NAMES = List.of("auto", "nd4j", "onednn", "cuda");

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
    EegptConfig config = checkpoint.config();
    BadInputException.check(
        suitsCuda(config) || !options.engine().equals("cuda"),
        "Engine cuda runs models of a width that %s divides, but %s has %s; use --engine onednn",
        CudaEncoder.WIDTH,
        checkpoint.description(),
        config.embedDim());
    BadInputException.check(
        suitsOneDnn(config) || !options.engine().equals("onednn"),
        "Engine onednn runs models of %s blocks or more, but %s has %s; use --engine nd4j",
        OneDnnEncoder.LEAST_DEPTH,
        checkpoint.description(),
        config.depth());
    String engine = options.engine().equals("auto") ? fastest(config) : options.engine();
    check(options.withEngine(engine));
    return switch (engine) {
      case "cuda" -> new CudaEncoder(checkpoint, options);
      case "onednn" -> new OneDnnEncoder(checkpoint, options);
      default -> new Nd4jEncoder(checkpoint, options);
    };
  }

  private static boolean suitsCuda(EegptConfig config) {
    return config.embedDim() % CudaEncoder.WIDTH == 0;
  }

  private static boolean suitsOneDnn(EegptConfig config) {
    return config.depth() >= OneDnnEncoder.LEAST_DEPTH;
  }

  /** What {@code auto} stands for with a model. */
  private static String fastest(EegptConfig config) {
    if (resolve("auto").equals("cuda") && suitsCuda(config)) {
      return "cuda";
    }
    return OneDnn.isAvailable() && suitsOneDnn(config) ? "onednn" : "nd4j";
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
    } else if (engine.equals("cuda")) {
      BadInputException.check(
          Cuda.isAvailable(),
          "Engine cuda cannot run here: %s; use --engine auto",
          Cuda.unavailableBecause());
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
      if (Cuda.isAvailable()) {
        LOG.info("Engine auto is cuda here, on {}", Cuda.device());
        return "cuda";
      }
      LOG.info("No engine cuda here: {}", Cuda.unavailableBecause());
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
