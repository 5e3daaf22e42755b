package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static org.bytedeco.cuda.global.cudart.cuFuncSetAttribute;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;

/**
 * A kernel on a GPU: its resource's file name without {@code .cu} is its own. It is compiled in the
 * background from when it is asked for, and loaded when it is used, so that a model's kernels
 * compile side by side.
 */
final class Kernel {
  private static final Map<Key, Kernel> KNOWN = new ConcurrentHashMap<>();

  private final String name;
  private final int sharedBytes;
  private final CompletableFuture<byte[]> binary;
  private CUfunc_st function; // once loaded

  private record Key(int gpu, Source source) {}

  private Kernel(Source source, int sharedBytes) {
    this.name = source.name();
    this.sharedBytes = sharedBytes;
    this.binary = source.binary();
  }

  /**
   * A kernel on the calling thread's GPU, once a process.
   *
   * @param sharedBytes dynamic shared memory of a block
   */
  static Kernel of(Source source, int sharedBytes) {
    Key key = new Key(Cuda.current(), source);
    return KNOWN.computeIfAbsent(key, k -> new Kernel(source, sharedBytes));
  }

  /**
   * Loads all kernels that were asked for on the calling thread's GPU; waits for their binaries.
   */
  static void loadAll() {
    int gpu = Cuda.current();
    KNOWN.forEach(
        (key, kernel) -> {
          if (key.gpu == gpu) {
            kernel.function();
          }
        });
  }

  /** What the driver knows it by; loads it on first use. */
  synchronized CUfunc_st function() {
    if (function == null) {
      CUmod_st module = new CUmod_st();
      CUfunc_st loaded = new CUfunc_st();
      try (BytePointer bytes = new BytePointer(compiled())) {
        Cuda.check(cuModuleLoadData(module, bytes), "load kernel " + name);
      }
      Cuda.check(cuModuleGetFunction(loaded, module, name), "find " + name);
      Cuda.check(
          cuFuncSetAttribute(loaded, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes),
          "give " + name + " its shared memory");
      function = loaded;
    }
    return function;
  }

  private byte[] compiled() {
    try {
      return binary.join();
    } catch (CompletionException e) {
      KNOWN.values().remove(this); // or it would stand in the way of other models
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  void launch(int blocks, int threads, Arguments arguments, CUstream_st stream) {
    launch(blocks, 1, threads, arguments, stream);
  }

  void launch(int columns, int rows, int threads, Arguments arguments, CUstream_st stream) {
    int error =
        cuLaunchKernel(
            function(),
            columns,
            rows,
            1,
            threads,
            1,
            1,
            sharedBytes,
            stream,
            arguments.pointers(),
            null);
    if (error != 0) {
      Cuda.check(error, "run kernel " + name);
    }
  }
}
