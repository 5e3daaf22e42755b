package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTX;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTXSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.eegptspark.model.download.CacheFolder;

/**
 * A kernel's source, the resource {@code name.cu}, with the constants that it is compiled with.
 *
 * @param constants by name, sorted
 */
record Source(String name, Map<String, Integer> constants) {
  /** NVRTC recurses deeper than a Java thread's usual stack goes, and then takes the JVM down. */
  private static final long COMPILER_STACK = 64 << 20;

  /** As many as there are cores; they end when there is nothing to compile. */
  private static final ThreadPoolExecutor COMPILERS = compilers();

  private static final List<String> HEADERS = List.of("element.cuh", "tf32_mma.cuh");

  Source {
    constants = new TreeMap<>(constants);
  }

  private static ThreadPoolExecutor compilers() {
    int cores = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            cores,
            cores,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(null, work, "eegpt-nvrtc", COMPILER_STACK);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** The kernel's binary for this machine's GPU, in time: threads of their own compile it. */
  CompletableFuture<byte[]> binary() {
    KernelCache cache = new KernelCache(CacheFolder.path().resolve("kernels"));
    return CompletableFuture.supplyAsync(() -> cache.get(madeOf(), this::build), COMPILERS);
  }

  /** All that the binary depends on. */
  private List<String> madeOf() {
    int[] major = new int[1];
    int[] minor = new int[1];
    check(nvrtcVersion(major, minor), "tell its version to compile");
    List<String> all = new ArrayList<>();
    all.add("NVRTC " + major[0] + "." + minor[0]);
    all.addAll(options());
    all.add(resource(name + ".cu"));
    HEADERS.forEach(header -> all.add(resource(header)));
    return all;
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    options.add("--gpu-architecture=" + Cuda.architecture());
    options.add("--std=c++17");
    constants.forEach((constant, value) -> options.add("-D" + constant + "=" + value));
    return options;
  }

  private byte[] build() {
    List<String> options = options();
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer text = new BytePointer(resource(name + ".cu"));
        BytePointer file = new BytePointer(name + ".cu");
        Texts headers = new Texts(HEADERS.stream().map(Source::resource).toList());
        Texts names = new Texts(HEADERS);
        Texts arguments = new Texts(options)) {
      check(
          nvrtcCreateProgram(program, text, file, HEADERS.size(), headers.pointers, names.pointers),
          "read");
      int error = nvrtcCompileProgram(program, options.size(), arguments.pointers);
      if (error != 0) {
        throw new IllegalStateException("Kernel " + this + " does not compile: " + log(program));
      }
      boolean ptx = Cuda.architecture().startsWith("compute_");
      try (SizeTPointer size = new SizeTPointer(1)) {
        check(ptx ? nvrtcGetPTXSize(program, size) : nvrtcGetCUBINSize(program, size), "compile");
        byte[] binary = new byte[(int) size.get()];
        try (BytePointer bytes = new BytePointer(size.get())) {
          check(ptx ? nvrtcGetPTX(program, bytes) : nvrtcGetCUBIN(program, bytes), "compile");
          bytes.get(binary);
        }
        return binary;
      }
    } finally {
      nvrtcDestroyProgram(program);
    }
  }

  private void check(int error, String what) {
    if (error != 0) {
      throw new IllegalStateException("NVRTC cannot " + what + " " + this + ": error " + error);
    }
  }

  private static String log(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      nvrtcGetProgramLogSize(program, size);
      try (BytePointer text = new BytePointer(size.get())) {
        nvrtcGetProgramLog(program, text);
        return text.getString();
      }
    }
  }

  private static String resource(String file) {
    try (InputStream in = Source.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Strings as C takes them. */
  private static final class Texts implements AutoCloseable {
    private final List<BytePointer> texts;
    private final PointerPointer<BytePointer> pointers;

    Texts(List<String> strings) {
      texts = strings.stream().map(BytePointer::new).toList();
      pointers = new PointerPointer<>(strings.size());
      for (int i = 0; i < texts.size(); i++) {
        pointers.put(i, texts.get(i));
      }
    }

    @Override
    public void close() {
      pointers.close();
      texts.forEach(BytePointer::close);
    }
  }
}
