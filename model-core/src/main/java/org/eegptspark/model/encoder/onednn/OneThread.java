package org.eegptspark.model.encoder.onednn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A thread that runs oneDNN, held to itself. Callers' threads never run oneDNN, so they keep the
 * OpenMP setting that they came with.
 */
final class OneThread implements AutoCloseable {
  private final ExecutorService executor = Executors.newSingleThreadExecutor(OneThread::thread);

  /** Runs a task after those before it. */
  CompletableFuture<Void> run(Runnable task) {
    return CompletableFuture.runAsync(task, executor);
  }

  /** Runs a task that has a result after those before it. */
  <T> CompletableFuture<T> call(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, executor);
  }

  private static Thread thread(Runnable tasks) {
    Runnable alone =
        () -> {
          OmpThreads.one();
          tasks.run();
        };
    Thread thread = new Thread(alone, "eegpt-onednn");
    thread.setDaemon(true);
    return thread;
  }

  /** Lets the thread end once what was asked for is done. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
