package org.eegptspark.model.encoder.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Lanes that wait for work, so that a batch allocates nothing; the longest unused go first. */
final class Lanes implements AutoCloseable {
  /** Lanes that are kept: one a core, for a change between two montages. */
  private static final int MOST = 2 * Runtime.getRuntime().availableProcessors();

  private final EncoderWeights weights;
  private final Deque<Lane> idle = new ArrayDeque<>();

  Lanes(EncoderWeights weights) {
    this.weights = weights;
  }

  /** A lane for a shape, to be given back or closed. */
  Lane take(Shape shape) {
    synchronized (idle) {
      for (Iterator<Lane> lanes = idle.iterator(); lanes.hasNext(); ) {
        Lane lane = lanes.next();
        if (lane.shape().equals(shape)) {
          lanes.remove();
          return lane;
        }
      }
    }
    return new Lane(weights, shape);
  }

  void giveBack(Lane lane) {
    Lane surplus = null;
    synchronized (idle) {
      idle.addFirst(lane);
      if (idle.size() > MOST) {
        surplus = idle.removeLast();
      }
    }
    if (surplus != null) {
      surplus.close();
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(Lane::close);
      idle.clear();
    }
  }
}
