package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static org.bytedeco.cuda.global.cudart.cuFuncSetAttribute;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;

/**
 * A compiled kernel: its resource's file name without {@code .cu} is its own.
 *
 * @param name of the kernel
 * @param sharedBytes dynamic shared memory of a block
 */
record Kernel(String name, CUfunc_st function, int sharedBytes) {
  private static final Map<Source, Kernel> LOADED = new ConcurrentHashMap<>();

  /** Compiles and loads a kernel, once a process. */
  static Kernel of(Source source, int sharedBytes) {
    return LOADED.computeIfAbsent(source, s -> load(s, sharedBytes));
  }

  private static Kernel load(Source source, int sharedBytes) {
    CUmod_st module = new CUmod_st();
    CUfunc_st function = new CUfunc_st();
    try (BytePointer binary = new BytePointer(source.compile())) {
      Cuda.check(cuModuleLoadData(module, binary), "load kernel " + source.name());
    }
    Cuda.check(cuModuleGetFunction(function, module, source.name()), "find " + source.name());
    Cuda.check(
        cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes),
        "give " + source.name() + " its shared memory");
    return new Kernel(source.name(), function, sharedBytes);
  }

  void launch(int blocks, int threads, Arguments arguments, CUstream_st stream) {
    launch(blocks, 1, threads, arguments, stream);
  }

  void launch(int columns, int rows, int threads, Arguments arguments, CUstream_st stream) {
    int error =
        cuLaunchKernel(
            function,
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
