package org.eegptspark.model.encoder.onednn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The threads that run oneDNN, each held to itself: as many as run at once, gone when idle for a
 * minute. The callers' own threads keep the OpenMP setting that they came with.
 */
final class Workers {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread =
                new Thread(
                    () -> {
                      OmpThreads.one();
                      task.run();
                    },
                    "eegpt-onednn");
            thread.setDaemon(true);
            return thread;
          });

  private Workers() {}

  /** Runs a task on a worker. */
  static CompletableFuture<Void> start(Runnable task) {
    return CompletableFuture.runAsync(task, THREADS);
  }

  /** Runs a task on a worker and waits for its result. */
  static <T> T call(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, THREADS).join();
  }
}
