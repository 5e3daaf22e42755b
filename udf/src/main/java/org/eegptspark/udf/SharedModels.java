package org.eegptspark.udf;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.encoder.EngineOptions;

/**
 * The models of this JVM: one engine for all tasks of an executor, or for those of each of its
 * GPUs, as {@link ExecutorState}.
 */
public final class SharedModels {
  private static final Set<String> OWNERS = ConcurrentHashMap.newKeySet();

  private SharedModels() {}

  /** The use of a shared model by one task. */
  public static final class Lease implements AutoCloseable {
    private final ExecutorState.Lease<EegptModel> lease;

    private Lease(ExecutorState.Lease<EegptModel> lease) {
      this.lease = lease;
    }

    /** The model; not to be closed by the borrower, nor used after the lease. */
    public EegptModel model() {
      return lease.value();
    }

    @Override
    public void close() {
      lease.close();
    }
  }

  /** What tells an engine from another on the same GPU. */
  private record Key(String modelId, EngineOptions options) {}

  /**
   * Leases the model of shared weights, building it on first use in this JVM. Of the weights
   * nothing stays in memory but what the engine makes of them. Others on the same GPU that no task
   * uses are closed first.
   *
   * @param weights the same model id is the same model
   */
  public static Lease lease(SharedWeights weights, EngineOptions options) {
    String owner = "eegpt on GPU " + options.gpu();
    OWNERS.add(owner);
    return new Lease(
        ExecutorState.lease(
            owner,
            new Key(weights.modelId(), options),
            EegptModel.class,
            () -> weights.load(options)));
  }

  /** Closes the models that no task uses. */
  public static void closeIdle() {
    OWNERS.forEach(ExecutorState::closeIdle);
  }

  /** Number of models loaded in this JVM. */
  public static int loaded() {
    return OWNERS.stream().mapToInt(ExecutorState::open).sum();
  }
}
