package org.eegptspark.model.encoder;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;

/**
 * Which engine to run and how.
 *
 * @param engine an engine's name, or {@code auto} for the fastest that this machine can run
 * @param precision the arithmetic asked for
 * @param threads threads that one call of {@link EncoderEngine#encode} may use
 */
public record EngineOptions(String engine, Precision precision, int threads)
    implements Serializable {
  /** Checks the thread count; the engine's name is checked where the engine is made. */
  public EngineOptions {
    check(threads > 0, "An engine needs at least one thread, but was given %s", threads);
  }

  /** The fastest engine, in fp32, on all cores of the machine. */
  public static EngineOptions alone() {
    return new EngineOptions("auto", Precision.FP32, Runtime.getRuntime().availableProcessors());
  }

  /** These options with another engine. */
  public EngineOptions withEngine(String name) {
    return new EngineOptions(name, precision, threads);
  }
}
