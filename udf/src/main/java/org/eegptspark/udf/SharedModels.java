package org.eegptspark.udf;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.encoder.EngineOptions;

/**
 * The models of this JVM: one engine for all tasks of an executor, or for those of each of its
 * GPUs.
 *
 * <p>A task takes a lease, uses the model, and closes the lease. A model stays loaded between tasks
 * and is closed when another one is asked for, when {@link #closeIdle} is called, or with the JVM.
 */
public final class SharedModels {
  private static final Map<String, Entry> LOADED = new HashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(SharedModels::closeIdle, "eegpt-close-models"));
  }

  private SharedModels() {}

  /** The use of a shared model by one task. */
  public static final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean closed;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    /** The model; not to be closed by the borrower, nor used after the lease. */
    public EegptModel model() {
      return entry.model;
    }

    @Override
    public void close() {
      synchronized (LOADED) {
        if (!closed) {
          closed = true;
          entry.users--;
        }
      }
    }
  }

  private static final class Entry {
    final EegptModel model;
    int users;

    Entry(EegptModel model) {
      this.model = model;
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
    String anyGpu =
        String.join(
            " ",
            weights.modelId(),
            options.engine(),
            options.precision().key(),
            String.valueOf(options.batch()));
    String key = anyGpu + " " + options.gpu();
    synchronized (LOADED) {
      Entry entry = LOADED.get(key);
      if (entry == null) {
        closeIdle(other -> !other.startsWith(anyGpu + " "));
        entry = new Entry(weights.load(options));
        LOADED.put(key, entry);
      }
      entry.users++;
      return new Lease(entry);
    }
  }

  /** Closes the models that no task uses. */
  public static void closeIdle() {
    closeIdle(key -> true);
  }

  private static void closeIdle(Predicate<String> which) {
    synchronized (LOADED) {
      for (var entries = LOADED.entrySet().iterator(); entries.hasNext(); ) {
        Map.Entry<String, Entry> entry = entries.next();
        if (entry.getValue().users == 0 && which.test(entry.getKey())) {
          entry.getValue().model.close();
          entries.remove();
        }
      }
    }
  }

  /** Number of models loaded in this JVM. */
  public static int loaded() {
    synchronized (LOADED) {
      return LOADED.size();
    }
  }
}
