package org.eegptspark.udf;

import org.eegptspark.model.EegptModel;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.udf.metrics.ProcessMetrics;

/**
 * The models of this JVM, as {@link ExecutorState}: one engine for all tasks of an executor, or for
 * those of each of its GPUs.
 */
public final class SharedModels {
  private static final String OWNER = "eegpt";

  private SharedModels() {}

  /** The use of a shared model by one task. */
  public static final class Lease implements AutoCloseable {
    private final ExecutorState.Lease<EegptModel> lease;

    private Lease(ExecutorState.Lease<EegptModel> lease) {
      this.lease = lease;
      share();
    }

    /** Divides the executor's cores among the tasks there are. */
    private void share() {
      synchronized (SharedModels.class) {
        int tasks = lease.users();
        if (tasks > 0) {
          lease.value().engine().sharedBy(tasks);
        }
      }
    }

    /** The model; not to be closed by the borrower, nor used after the lease. */
    public EegptModel model() {
      return lease.value();
    }

    @Override
    public void close() {
      lease.close();
      share();
    }
  }

  /**
   * Leases the model of shared weights, building it on first use in this JVM. Of the weights
   * nothing stays in memory but what the engine makes of them. Models that no task uses are closed
   * first, but for the same one on other GPUs.
   *
   * @param weights the same model id is the same model
   */
  public static Lease lease(SharedWeights weights, EngineOptions options) {
    ProcessMetrics.join();
    String anyGpu =
        String.join(
            " ",
            weights.modelId(),
            options.engine(),
            options.precision().key(),
            String.valueOf(options.batch()));
    return new Lease(
        ExecutorState.lease(
            OWNER,
            anyGpu,
            String.valueOf(options.gpu()),
            EegptModel.class,
            () -> load(weights, options)));
  }

  private static EegptModel load(SharedWeights weights, EngineOptions options) {
    EegptModel model = weights.load(options);
    ProcessMetrics.opened(model.engine());
    return model;
  }

  /** Closes the models that no task uses. */
  public static void closeIdle() {
    ExecutorState.closeIdle(OWNER);
  }

  /** Number of models loaded in this JVM. */
  public static int loaded() {
    return ExecutorState.open(OWNER);
  }
}
