package org.eegptspark.model.encoder.onednn;

import java.util.ArrayDeque;
import java.util.Deque;

/** Owns native objects and frees them together, the last made first. Not for several threads. */
final class NativeScope implements AutoCloseable {
  private final Deque<Runnable> releases = new ArrayDeque<>();

  /** Takes over an object: {@code release} frees it when the scope closes. */
  <T> T own(T object, Runnable release) {
    releases.push(release);
    return object;
  }

  @Override
  public void close() {
    while (!releases.isEmpty()) {
      releases.pop().run();
    }
  }
}
