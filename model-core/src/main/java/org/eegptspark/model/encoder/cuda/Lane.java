package org.eegptspark.model.encoder.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.config.EegptConfig;

/**
 * The way of a montage's batches through the GPU: while one is computed, another is copied in and a
 * third out. For several callers at once.
 */
final class Lane implements AutoCloseable {
  private static final int SLOTS = 3;

  private final GpuScope scope = new GpuScope();
  private final Forward forward;
  private final Pointer constants;
  private final CUstream_st compute;
  private final List<Slot> slots = new ArrayList<>();
  private final Deque<Slot> idle = new ArrayDeque<>();
  private final Semaphore free = new Semaphore(SLOTS, true);
  private int users; // guarded by who opens and closes lanes

  /**
   * Takes memory for batches.
   *
   * @param capacity patches of the largest batch
   * @param compute the stream that all lanes compute in
   * @throws GpuMemoryException where the GPU has not so much left
   */
  Lane(
      GpuWeights weights,
      Arithmetic arithmetic,
      int[] electrodes,
      int capacity,
      CUstream_st compute) {
    EegptConfig config = weights.config();
    this.compute = compute;
    try {
      constants = scope.copyOf(weights.embedding().constants(electrodes));
      forward = new Forward(weights, arithmetic, electrodes.length, capacity);
      scope.own(forward, forward::close);
      int outputFloats = config.embedNum() * config.embedDim();
      for (int i = 0; i < SLOTS; i++) {
        Slot slot = new Slot(capacity, electrodes.length, config.patchSize(), outputFloats);
        slots.add(scope.own(slot, slot::close));
      }
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
    idle.addAll(slots);
  }

  /** Counts a user in; its owner's lock is held. */
  void enter() {
    users++;
  }

  /** Counts a user out; its owner's lock is held. */
  void leave() {
    users--;
  }

  /** Whether no one uses it. */
  boolean isIdle() {
    return users == 0;
  }

  /** Patches of the largest batch. */
  int capacity() {
    return forward.capacity();
  }

  /** Memory on the GPU. */
  long bytes() {
    return scope.bytes() + forward.bytes() + slots.stream().mapToLong(Slot::bytes).sum();
  }

  /** A batch under way. */
  record Batch(Slot slot, int patches) {}

  /** Starts the work on at most {@link #capacity} patches; waits where all slots are taken. */
  Batch start(Pointer from, int patches) {
    free.acquireUninterruptibly();
    Slot slot;
    synchronized (idle) {
      slot = idle.pop(); // the last used, which has a graph
    }
    try {
      slot.take(from, patches);
      synchronized (compute) {
        slot.start(forward, constants, patches, compute);
      }
      return new Batch(slot, patches);
    } catch (RuntimeException e) {
      giveBack(slot);
      throw e;
    }
  }

  /** Waits for a batch and gives its tokens. */
  void finish(Batch batch, Pointer to) {
    try {
      batch.slot().finish(to, batch.patches());
    } finally {
      giveBack(batch.slot());
    }
  }

  /** Waits for a batch whose tokens no one wants. */
  void abandon(Batch batch) {
    try {
      batch.slot().await();
    } finally {
      giveBack(batch.slot());
    }
  }

  private void giveBack(Slot slot) {
    synchronized (idle) {
      idle.push(slot);
    }
    free.release();
  }

  /** Times the work on a batch that is on the GPU already, as the last {@link #start} left it. */
  GpuTiming time(int patches, int repeats) {
    free.acquireUninterruptibly(SLOTS);
    try {
      synchronized (compute) {
        idle.peek().place(forward, constants);
        return GpuTiming.of(forward, patches, repeats, compute);
      }
    } finally {
      free.release(SLOTS);
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
