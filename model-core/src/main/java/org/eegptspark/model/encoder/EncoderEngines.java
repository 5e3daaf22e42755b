package org.eegptspark.model.encoder;

import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.cuda.Cuda;
import org.eegptspark.model.encoder.cuda.CudaEncoder;
import org.eegptspark.model.encoder.nd4j.Nd4jEncoder;
import org.eegptspark.model.encoder.nd4j.Nd4jGpu;
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
    String fastest = resolve("auto");
    if (fastest.equals("nd4j") || fastest.equals("cuda") && suitsCuda(config)) {
      return fastest;
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
    BadInputException.check(
        !Nd4jGpu.isUsed() || engine.equals("nd4j"),
        "Engine %s cannot run in a build with -Pnd4j-cuda, as ND4J's arrays are on the GPU; use"
            + " --engine nd4j, or a build without",
        engine);
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
          noCudaBecause() == null,
          "Engine cuda cannot run here: %s; use --engine auto",
          noCudaBecause());
    } else {
      BadInputException.check(
          !Nd4jGpu.isInBuild() || Nd4jGpu.unfitBecause().isEmpty(),
          "Engine nd4j cannot run here: %s",
          Nd4jGpu.unfitBecause().orElse(""));
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

  /** Why the engine cuda cannot run here; null where it can. */
  private static String noCudaBecause() {
    return Nd4jGpu.isInBuild()
        ? "this build, with -Pnd4j-cuda, has CUDA 11's presets, and it needs CUDA 13's"
        : Cuda.unavailableBecause();
  }

  /** Found once a process. */
  private static final class Fastest {
    static final String NAME = find();

    private static String find() {
      if (Nd4jGpu.isUsed()) {
        LOG.info("Engine auto is nd4j here, on a GPU");
        return "nd4j";
      }
      if (noCudaBecause() == null) {
        LOG.info("Engine auto is cuda here, on {}", Cuda.device());
        return "cuda";
      }
      if (OneDnn.isAvailable()) {
        LOG.info("Engine auto is onednn here, for cuda cannot run: {}", noCudaBecause());
        return "onednn";
      }
      LOG.warn(
          "Engine auto is nd4j here, and slower, for neither can cuda run ({}) nor does oneDNN load"
              + " ({})",
          noCudaBecause(),
          OneDnn.unavailableBecause());
      return "nd4j";
    }
  }
}
