package org.eegptspark.model.encoder.cuda;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's lanes: for each of the montages last used one for large batches and one for single
 * windows, opened when they are first needed.
 */
final class Lanes implements AutoCloseable {
  /** Open at a time, unless more are in use. */
  static final int KEPT = 4;

  /** Tokens of the largest batch: enough that kernels' beginnings and ends do not count. */
  private static final int MOST_TOKENS = 1 << 18;

  /** Patches of a lane for single windows. */
  private static final int FEW_PATCHES = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final GpuWeights weights;
  private final Arithmetic arithmetic;
  private final int batch;
  private final CUstream_st compute;
  private final Map<Route, Lane> open = new LinkedHashMap<>();
  private int mostTokens = MOST_TOKENS;

  /** Which lane: rows of the channel embedding, and whether batches are large. */
  private record Route(List<Integer> electrodes, boolean large) {}

  /**
   * @param batch patches of a batch, at most; 0 for as many as suit the GPU
   * @param compute the stream that all lanes compute in
   */
  Lanes(GpuWeights weights, Arithmetic arithmetic, int batch, CUstream_st compute) {
    this.weights = weights;
    this.arithmetic = arithmetic;
    this.batch = batch;
    this.compute = compute;
  }

  /** Patches of a montage's largest batch. */
  int mostPatches(int channels) {
    synchronized (open) {
      int most = Math.max(1, mostTokens / (channels + weights.config().embedNum()));
      return batch == 0 ? most : Math.min(batch, most);
    }
  }

  /**
   * Has a call encoded; where the GPU's memory does not suffice, once more in half as large
   * batches.
   *
   * @param patches of the call
   * @param parts cuts the call into parts of so many patches, at most
   * @throws GpuMemoryException where they do not fit either
   */
  void run(int[] electrodes, int patches, IntFunction<List<BatchPart>> parts) {
    int capacity = capacity(electrodes.length, patches);
    try {
      once(electrodes, patches, parts);
    } catch (GpuMemoryException e) {
      LOG.warn("The GPU: {}; going on in batches of half the size", e.getMessage());
      shrink(electrodes.length, Math.max(1, capacity / 2));
      once(electrodes, patches, parts);
    }
  }

  private void once(int[] electrodes, int patches, IntFunction<List<BatchPart>> parts) {
    Lane lane = enter(electrodes, patches);
    try {
      lane.run(parts.apply(lane.capacity()));
    } finally {
      leave(lane);
    }
  }

  /** Patches of a batch of the lane that a call goes to. */
  private int capacity(int channels, int patches) {
    int most = mostPatches(channels);
    return patches > FEW_PATCHES ? most : Math.min(most, FEW_PATCHES);
  }

  /**
   * Limits batches, and gives back all lanes: those in use when their users leave. Several callers
   * that failed together ask for the same.
   */
  private void shrink(int channels, int patches) {
    synchronized (open) {
      mostTokens = Math.min(mostTokens, patches * (channels + weights.config().embedNum()));
      open.values().forEach(Lane::retire);
      open.values().stream().filter(Lane::isIdle).forEach(Lane::close);
      open.clear();
    }
  }

  GpuTiming time(int[] electrodes, int patches, int repeats) {
    Lane lane = enter(electrodes, patches);
    try {
      return lane.time(patches, repeats);
    } finally {
      leave(lane);
    }
  }

  /** Memory on the GPU. */
  long bytes() {
    synchronized (open) {
      return open.values().stream().mapToLong(Lane::bytes).sum();
    }
  }

  /** The lane for a call, opened where there is none; to be left. */
  private Lane enter(int[] electrodes, int patches) {
    boolean large = patches > FEW_PATCHES;
    Route route = new Route(Arrays.stream(electrodes).boxed().toList(), large);
    synchronized (open) {
      Lane lane = open.get(route);
      if (lane == null) {
        if (open.size() >= KEPT) {
          closeOneIdle();
        }
        int capacity = capacity(electrodes.length, patches);
        lane = new Lane(weights, arithmetic, electrodes, capacity, compute);
        open.put(route, lane);
      }
      lane.enter();
      return lane;
    }
  }

  private void leave(Lane lane) {
    synchronized (open) {
      lane.leave();
      if (lane.isRetired() && lane.isIdle()) {
        lane.close();
      }
    }
  }

  /** Closes the first lane that no one uses. */
  private void closeOneIdle() {
    for (Iterator<Lane> all = open.values().iterator(); all.hasNext(); ) {
      Lane lane = all.next();
      if (lane.isIdle()) {
        all.remove();
        lane.close();
        return;
      }
    }
  }

  @Override
  public void close() {
    synchronized (open) {
      open.values().forEach(Lane::close);
      open.clear();
    }
  }
}
