package org.eegptspark.model.encoder.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.config.EegptConfig;

/**
 * The way of a montage's batches through the GPU: while one is computed, another is copied in and a
 * third out. For several callers at once, whose parts it merges.
 */
final class Lane implements AutoCloseable {
  private static final int SLOTS = 3;

  private final GpuScope scope = new GpuScope();
  private final Forward forward;
  private final Pointer constants;
  private final CUstream_st compute;
  private final List<Slot> slots = new ArrayList<>();
  private final Deque<Slot> idle = new ArrayDeque<>();
  private final MergingQueue<BatchPart> queue;
  private int users; // guarded by who opens and closes lanes, as is the next
  private boolean retired;

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
    this.queue = new MergingQueue<>(capacity, SLOTS, this::start);
    try {
      constants = scope.copyOf(weights.embedding().constants(electrodes));
      forward = new Forward(weights, arithmetic, electrodes.length, capacity);
      scope.own(forward, forward::close);
      for (int i = 0; i < SLOTS; i++) {
        Slot slot = new Slot(config, electrodes.length, capacity);
        slots.add(scope.own(slot, slot::close));
      }
      Kernel.loadAll();
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

  /** Notes that it is to be closed when its last user leaves; its owner's lock is held. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  /** Patches of the largest batch. */
  int capacity() {
    return forward.capacity();
  }

  /** Memory on the GPU. */
  long bytes() {
    return scope.bytes() + forward.bytes() + slots.stream().mapToLong(Slot::bytes).sum();
  }

  /** Has a call's parts encoded, with what else waits, and waits for their results. */
  void run(List<BatchPart> parts) {
    queue.run(parts);
  }

  /** Starts a batch; what is returned waits for it and writes its results. */
  private Runnable start(List<BatchPart> parts) {
    Slot slot;
    synchronized (idle) {
      slot = idle.pop(); // the last used, which has a graph
    }
    try {
      BatchLayout batch = slot.take(parts);
      synchronized (compute) {
        slot.start(forward, constants, batch, parts, compute);
      }
    } catch (RuntimeException | Error e) {
      slot.settle(compute);
      giveBack(slot);
      throw e;
    }
    return () -> {
      try {
        slot.finish(parts);
      } finally {
        giveBack(slot);
      }
    };
  }

  private void giveBack(Slot slot) {
    synchronized (idle) {
      idle.push(slot);
    }
  }

  /** Times the work on the last batch, which is on the GPU already. */
  GpuTiming time(int patches, int repeats) {
    GpuTiming[] timing = new GpuTiming[1];
    queue.alone(
        () -> {
          synchronized (compute) {
            idle.peek().place(forward, constants);
            timing[0] = GpuTiming.of(forward, patches, repeats, compute);
          }
        });
    return timing[0];
  }

  @Override
  public void close() {
    scope.close();
  }
}
