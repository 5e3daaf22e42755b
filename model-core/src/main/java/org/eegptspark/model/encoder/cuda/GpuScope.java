package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMemcpy;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;

/** Owns memory on the GPU and what belongs to it; frees it all at once. Not for several threads. */
final class GpuScope implements AutoCloseable {
  private final Deque<Runnable> releases = new ArrayDeque<>();
  private long bytes;

  /** Takes over an object: {@code release} frees it when the scope closes. */
  <T> T own(T object, Runnable release) {
    releases.push(release);
    return object;
  }

  /** Memory on the GPU that the scope holds. */
  long bytes() {
    return bytes;
  }

  /**
   * Memory on the GPU, as it comes.
   *
   * @throws GpuMemoryException where there is not so much left
   */
  Pointer allocate(long size) {
    Pointer pointer = new Pointer();
    Cuda.check(cudaMalloc(pointer, Math.max(size, 1)), "hold " + (size >> 20) + " MB more");
    bytes += size;
    return own(pointer, () -> cudaFree(pointer));
  }

  /** Memory of this machine that the GPU copies from and to at full speed. */
  Pointer pinned(long size) {
    Pointer pointer = new Pointer();
    Cuda.check(
        cudaHostAlloc(pointer, Math.max(size, 1), 0), "pin " + (size >> 20) + " MB of memory");
    return own(pointer, () -> cudaFreeHost(pointer));
  }

  Pointer copyOf(float[] values) {
    try (FloatPointer from = new FloatPointer(values)) {
      return copyOf(from, (long) values.length * Float.BYTES);
    }
  }

  Pointer copyOf(short[] values) {
    try (ShortPointer from = new ShortPointer(values)) {
      return copyOf(from, (long) values.length * Short.BYTES);
    }
  }

  private Pointer copyOf(Pointer from, long size) {
    Pointer to = allocate(size);
    Cuda.check(cudaMemcpy(to, from, size, cudaMemcpyHostToDevice), "take weights");
    return to;
  }

  @Override
  public void close() {
    while (!releases.isEmpty()) {
      releases.pop().run();
    }
    bytes = 0;
  }
}
