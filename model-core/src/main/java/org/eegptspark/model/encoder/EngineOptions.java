package org.eegptspark.model.encoder;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;

/**
 * Which engine to run and how.
 *
 * @param engine an engine's name, or {@code auto} for the fastest that this machine can run
 * @param precision the arithmetic asked for
 * @param threads threads that one call of {@link EncoderEngine#encode} may use
 * @param cores threads that the calls of all tasks may use together: where tasks are fewer, each
 *     call takes its part ({@link EncoderEngine#sharedBy}); at least {@code threads}
 * @param batch patches that go through the engine at once, at most; 0 for as many as suit it
 * @param gpu which of the machine's GPUs, from 0, where the engine runs on one
 */
public record EngineOptions(
    String engine, Precision precision, int threads, int cores, int batch, int gpu)
    implements Serializable {
  /** Checks the numbers; the engine's name is checked where the engine is made. */
  public EngineOptions {
    check(threads > 0, "An engine needs at least one thread, but was given %s", threads);
    check(
        cores >= threads,
        "An engine of %s threads a call needs as many cores, but was given %s",
        threads,
        cores);
    check(batch >= 0, "A batch must have at least one patch, but was to have %s", batch);
    check(gpu >= 0, "GPUs are counted from 0, but number %s was asked for", gpu);
  }

  /** Batches as large as suit the engine, on the first GPU where it runs on one. */
  public EngineOptions(String engine, Precision precision, int threads) {
    this(engine, precision, threads, threads, 0, 0);
  }

  /** The fastest engine, in fp32, on all cores of the machine. */
  public static EngineOptions alone() {
    return new EngineOptions("auto", Precision.FP32, Runtime.getRuntime().availableProcessors());
  }

  /** These options with another engine. */
  public EngineOptions withEngine(String name) {
    return new EngineOptions(name, precision, threads, cores, batch, gpu);
  }

  /** These options for an engine that tasks share the cores of, at least one task's threads. */
  public EngineOptions withCores(int all) {
    return new EngineOptions(engine, precision, threads, Math.max(threads, all), batch, gpu);
  }

  /** These options with another limit to batches; 0 for none. */
  public EngineOptions withBatch(int patches) {
    return new EngineOptions(engine, precision, threads, cores, patches, gpu);
  }

  /** These options on another GPU. */
  public EngineOptions withGpu(int index) {
    return new EngineOptions(engine, precision, threads, cores, batch, index);
  }

  /** The batch asked for, or else what suits the engine. */
  public int batchOr(int preferred) {
    return batch == 0 ? preferred : batch;
  }
}
