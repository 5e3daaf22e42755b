package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A few threads that copy what is large, for all callers of a process: one thread's copies are
 * slower than a GPU's computing, not least as memory that a result takes is handed out by the
 * system page by page when it is first written to.
 */
final class Copiers {
  /** More do not copy faster: then memory sets the pace. */
  private static final int MOST_THREADS = 8;

  /** What is worth another thread. */
  static final long PIECE_BYTES = 2 << 20;

  private final int threads;
  private final ExecutorService pool;

  Copiers(int threads) {
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "eegpt-copy");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Those of this process. */
  static Copiers shared() {
    return Shared.COPIERS;
  }

  private static final class Shared {
    static final Copiers COPIERS =
        new Copiers(
            Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2)));
  }

  /** Does copies that do not overlap; returns when they are done, interrupted or not. */
  void run(List<Copy> copies) {
    List<List<Copy>> pieces = pieces(copies);
    if (threads == 1 || pieces.size() == 1) {
      copies.forEach(Copy::run);
      return;
    }
    CompletableFuture<?>[] running =
        pieces.stream()
            .map(piece -> CompletableFuture.runAsync(() -> piece.forEach(Copy::run), pool))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(running).join();
  }

  /** Copies in lists of about {@link #PIECE_BYTES} each; long ones are parted. */
  static List<List<Copy>> pieces(List<Copy> copies) {
    List<List<Copy>> pieces = new ArrayList<>();
    List<Copy> open = new ArrayList<>();
    long room = PIECE_BYTES;
    for (Copy copy : copies) {
      for (long done = 0; done < copy.bytes(); ) {
        long bytes = Math.min(room, copy.bytes() - done);
        open.add(new Copy(copy.to() + done, copy.from() + done, bytes));
        done += bytes;
        room -= bytes;
        if (room == 0) {
          pieces.add(open);
          open = new ArrayList<>();
          room = PIECE_BYTES;
        }
      }
    }
    if (!open.isEmpty() || pieces.isEmpty()) {
      pieces.add(open);
    }
    return pieces;
  }
}
