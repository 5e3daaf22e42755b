package org.eegptspark.model.encoder.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.eegptspark.model.ProcessCounter;

/**
 * Merges what several callers hand over at the same time into batches. Callers do the work
 * themselves: whoever finds room on the device starts a batch of what waits at that moment, its own
 * or not, in the order of coming, and sees it through. So a caller that comes alone is served at
 * once, on its own thread, and batches grow only where callers would wait anyway.
 *
 * <p>For any number of threads. {@link ProcessCounter#QUEUE_NANOS} counts how long each caller
 * waited for its first part to be started.
 *
 * @param <P> what a batch is made of
 */
final class MergingQueue<P extends MergingQueue.Part> {
  /** What goes through the device as a whole. */
  interface Part {
    /** Patches it has; at most the device's capacity. */
    int patches();

    /** Parts of unequal forms do not go together. */
    Object form();
  }

  /** What does the work of a batch. */
  interface Device<P> {
    /**
     * Starts the work on parts of one form; not called more often than there is room.
     *
     * @return waits for the work and hands out its results
     */
    Runnable start(List<P> parts);
  }

  private final int capacity;
  private final int rooms;
  private final Device<P> device;
  private final Deque<Waiting<P>> queue = new ArrayDeque<>();
  private int free; // rooms

  /**
   * @param capacity patches of the largest batch
   * @param rooms batches that the device takes at a time
   */
  MergingQueue(int capacity, int rooms, Device<P> device) {
    this.capacity = capacity;
    this.rooms = rooms;
    this.free = rooms;
    this.device = device;
  }

  /** A caller. Guarded by the queue's monitor. */
  private static final class Call {
    final long enteredAt = System.nanoTime();
    boolean started;
    int waiting; // parts in the queue
    int open; // parts without a result
    Throwable failure;
  }

  private record Waiting<P>(P part, Call call) {}

  /** Parts that go together, with the caller of each. */
  private record Batch<P>(List<Waiting<P>> parts, Runnable finish) {}

  /**
   * Has parts worked on and waits for their results.
   *
   * <p>A failure of a batch is thrown to the callers of its parts and to no others. When this
   * returns or throws, no one touches the parts any more.
   *
   * @throws CancellationException where the thread is interrupted, which it then still is: parts
   *     that were not started are left out
   */
  void run(List<P> parts) {
    Call call = new Call();
    Deque<Batch<P>> started = new ArrayDeque<>();
    enter(parts, call);
    while (true) {
      List<Waiting<P>> next = next(call, started.isEmpty());
      if (next != null) {
        start(next, started);
      } else if (!started.isEmpty()) {
        finish(started.remove());
      } else {
        leave(call);
        return;
      }
    }
  }

  /** Does something while the device works on nothing else; waits for that, interrupted or not. */
  void alone(Runnable work) {
    synchronized (this) {
      boolean interrupted = false;
      while (free < rooms) {
        interrupted |= !await();
      }
      free = 0;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      work.run();
    } finally {
      synchronized (this) {
        free = rooms;
        notifyAll();
      }
    }
  }

  private synchronized void enter(List<P> parts, Call call) {
    parts.forEach(part -> queue.add(new Waiting<>(part, call)));
    call.waiting = parts.size();
    call.open = parts.size();
  }

  /**
   * Parts to start a batch with; null where the caller has to finish one first, or is served.
   *
   * @param idle whether the caller has started no batch that is not finished
   */
  private synchronized List<Waiting<P>> next(Call call, boolean idle) {
    while (true) {
      if (Thread.currentThread().isInterrupted() && call.waiting > 0) {
        fail(call, new CancellationException("Interrupted while waiting for the device"));
      }
      if (call.waiting > 0 && free > 0) {
        return batch();
      }
      if (!idle || call.open == 0) {
        return null;
      }
      if (!await()) {
        fail(call, new CancellationException("Interrupted while waiting for the device"));
        awaitUninterruptibly(call);
        return null;
      }
    }
  }

  /** Takes a room, and what waits, in its order, as long as it goes with the first and fits. */
  private List<Waiting<P>> batch() {
    List<Waiting<P>> batch = new ArrayList<>();
    Object form = queue.peek().part.form();
    int patches = 0;
    for (Iterator<Waiting<P>> all = queue.iterator(); all.hasNext(); ) {
      Waiting<P> next = all.next();
      if (patches + next.part.patches() > capacity && !batch.isEmpty()) {
        break;
      }
      if (next.part.form().equals(form)) {
        batch.add(next);
        patches += next.part.patches();
        next.call.waiting--;
        if (!next.call.started) {
          next.call.started = true;
          ProcessCounter.QUEUE_NANOS.add(System.nanoTime() - next.call.enteredAt);
        }
        all.remove();
      }
    }
    free--;
    return batch;
  }

  private void start(List<Waiting<P>> parts, Deque<Batch<P>> started) {
    try {
      started.add(new Batch<>(parts, device.start(parts.stream().map(Waiting::part).toList())));
    } catch (RuntimeException | Error e) {
      done(parts, e);
    }
  }

  private void finish(Batch<P> batch) {
    try {
      batch.finish.run();
      done(batch.parts, null);
    } catch (RuntimeException | Error e) {
      done(batch.parts, e);
    }
  }

  private synchronized void done(List<Waiting<P>> parts, Throwable failure) {
    free++;
    for (Waiting<P> part : parts) {
      part.call.open--;
      if (failure != null) {
        fail(part.call, failure);
      }
    }
    notifyAll();
  }

  /** Takes a caller's parts out of the queue, and notes why; the first failure counts. */
  private void fail(Call call, Throwable failure) {
    if (call.failure == null) {
      call.failure = failure;
    }
    if (queue.removeIf(waiting -> waiting.call == call)) {
      call.open -= call.waiting;
      call.waiting = 0;
      notifyAll(); // one that waits may fit now
    }
  }

  private synchronized void leave(Call call) {
    if (call.failure instanceof Error error) {
      throw error;
    }
    if (call.failure instanceof RuntimeException failure) {
      throw failure;
    }
  }

  /** Others still write to the caller's results. */
  private void awaitUninterruptibly(Call call) {
    while (call.open > 0) {
      await();
    }
    Thread.currentThread().interrupt();
  }

  /** Waits for a change; false where the thread was interrupted, which it then is no longer. */
  private boolean await() {
    try {
      wait();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
