package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrMaxSharedMemoryPerBlockOptin;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrMultiProcessorCount;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaDriverGetVersion;
import static org.bytedeco.cuda.global.cudart.cudaErrorInvalidDevice;
import static org.bytedeco.cuda.global.cudart.cudaErrorNoDevice;
import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaGetDevice;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceProperties;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetNumSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.encoder.EngineFailureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The CUDA libraries and the GPU of this process: whether they serve, and what the GPU is. */
public final class Cuda {
  // Compute capabilities, as major * 10 + minor.
  private static final int OLDEST = 80;
  private static final int HOPPER = 90; // has products of its own
  private static final int NEWEST = 121; // that kernels were compiled for

  /** A system property: whether cuBLASLt is to multiply on Hopper GPUs as well. */
  static final String LIBRARY_WANTED = "eegpt.cuda.cublaslt";

  private static final int DEVICE = 0; // the process's first GPU stands for all
  private static final Set<Integer> ALIKE = ConcurrentHashMap.newKeySet(); // to the first
  private static final Logger LOG = LoggerFactory.getLogger(Cuda.class);
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private Cuda() {}

  /** Whether the libraries load and there is a GPU that the engine knows. */
  public static boolean isAvailable() {
    return Found.FAILURE == null;
  }

  /** Why not, in words; null where {@link #isAvailable}. */
  public static String unavailableBecause() {
    return Found.FAILURE;
  }

  /** The GPU's name, for instance {@code NVIDIA H200}. */
  public static String device() {
    return Found.NAME;
  }

  /**
   * What kernels are compiled for, as NVRTC names it: {@code sm_…}, or {@code compute_…} for PTX.
   */
  static String architecture() {
    return Found.ARCHITECTURE;
  }

  /** Whether cuBLASLt multiplies: on Hopper GPUs, whose own kernel is faster, only where wanted. */
  static boolean multipliesByLibrary() {
    return Found.CAPABILITY != HOPPER || Boolean.getBoolean(LIBRARY_WANTED);
  }

  /** Shared memory that a block of a kernel may have. */
  static int sharedBytesABlock() {
    return Found.SHARED_BYTES;
  }

  static int multiprocessors() {
    return Found.MULTIPROCESSORS;
  }

  /**
   * Makes a GPU the calling thread's; to be called by each thread before anything else.
   *
   * @throws BadInputException where there is no such GPU, or it is of another kind than the first,
   *     which kernels are compiled for
   * @throws EngineFailureException where the GPU was lost
   */
  static void enter(int gpu) {
    GpuFailure.refuseLost(gpu);
    int error = cudaSetDevice(gpu);
    if (error == cudaErrorInvalidDevice) {
      int[] count = new int[1];
      cudaGetDeviceCount(count);
      throw new BadInputException(
          "GPU %s was asked for, but this process sees %s, counted from 0", gpu, count[0]);
    }
    check(error, "choose the GPU");
    if (gpu != DEVICE && ALIKE.add(gpu)) {
      int capability = Found.capability(gpu);
      if (capability != Found.CAPABILITY) {
        ALIKE.remove(gpu);
        throw new BadInputException(
            "GPU %s has compute capability %.1f, but GPU %s of this process %.1f; give each kind"
                + " processes of its own by CUDA_VISIBLE_DEVICES",
            gpu, capability / 10.0, DEVICE, Found.CAPABILITY / 10.0);
      }
    }
  }

  /** The calling thread's GPU. */
  static int current() {
    int[] gpu = new int[1];
    check(cudaGetDevice(gpu), "tell which GPU is chosen");
    return gpu[0];
  }

  /** Memory of the calling thread's GPU, in words. */
  static String memory() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      return cudaMemGetInfo(free, total) == 0
          ? String.format(
              Locale.ROOT, "%d of its %d MB are free", free.get() >> 20, total.get() >> 20)
          : "its memory is not known";
    }
  }

  /**
   * Turns an error that a CUDA call returned into an exception.
   *
   * @throws GpuMemoryException where the GPU's memory does not suffice
   * @throws EngineFailureException where the GPU was lost
   */
  static void check(int error, String what) {
    if (error != 0) {
      String text = cudaGetErrorString(error).getString();
      int[] gpu = new int[1];
      cudaGetDevice(gpu);
      cudaGetLastError(); // else the next call would be told of it again
      throw GpuFailure.of(error, text, what, Found.NAME, gpu[0]);
    }
  }

  /**
   * Why a GPU does not serve; null where it does.
   *
   * @param capability as major * 10 + minor
   */
  static String refusal(String name, int capability) {
    return capability >= OLDEST
        ? null
        : String.format(
            Locale.ROOT,
            "%s has compute capability %.1f, but the engine needs 8.0 (A100) or newer; a build with"
                + " -Pnd4j-cuda runs --engine nd4j on it",
            name,
            capability / 10.0);
  }

  /**
   * What to compile for: the GPU itself, or PTX of the newest before it that the compiler knows.
   *
   * @param known compute capabilities that the compiler knows, in ascending order
   */
  static String architecture(int capability, int[] known) {
    if (Arrays.stream(known).anyMatch(k -> k == capability)) {
      return "sm_" + capability + (capability == HOPPER ? "a" : "");
    }
    int before = Arrays.stream(known).filter(k -> k < capability).max().orElse(OLDEST);
    return "compute_" + before;
  }

  /** Found once a process. */
  private static final class Found {
    static final String FAILURE;
    static final String NAME;
    static final int CAPABILITY;
    static final String ARCHITECTURE;
    static final int MULTIPROCESSORS;
    static final int SHARED_BYTES;

    static {
      String name = "";
      int capability = 0;
      String architecture = "";
      int multiprocessors = 0;
      int sharedBytes = 0;
      String failure = libraries();
      if (failure == null) {
        cudaDeviceProp properties = new cudaDeviceProp();
        failure =
            cudaGetDeviceProperties(properties, DEVICE) == 0 ? null : "its GPU does not answer";
        name = properties.name().getString();
        capability = capability(DEVICE);
        architecture = architecture(capability, compiled());
        multiprocessors = attribute(cudaDevAttrMultiProcessorCount, DEVICE);
        sharedBytes = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin, DEVICE);
      }
      if (failure == null) {
        failure = refusal(name, capability);
      }
      if (failure == null && (capability != HOPPER || Boolean.getBoolean(LIBRARY_WANTED))) {
        failure = library();
      }
      if (failure == null && (cudaSetDevice(DEVICE) != 0 || cudaFree(new Pointer()) != 0)) {
        failure = name + " is there but cannot be used: is it taken by another process alone?";
      }
      if (failure == null && capability > NEWEST) {
        LOG.warn("{} is newer than this engine, which goes by {}", name, architecture);
      }
      FAILURE = failure;
      NAME = name;
      CAPABILITY = capability;
      ARCHITECTURE = architecture;
      MULTIPROCESSORS = multiprocessors;
      SHARED_BYTES = sharedBytes;
    }

    /** Compute capabilities that NVRTC compiles for. */
    private static int[] compiled() {
      int[] count = new int[1];
      nvrtcGetNumSupportedArchs(count);
      int[] known = new int[count[0]];
      nvrtcGetSupportedArchs(known);
      return known;
    }

    /** Whether cuBLASLt loads; why not, else null. */
    private static String library() {
      try {
        Lt.version();
        return null;
      } catch (LinkageError e) {
        return "CUDA 13's libcublasLt and libcublas, which multiply on GPUs other than Hopper's, are"
            + " not in the loader's path";
      }
    }

    /** Whether CUDA's libraries load and see a GPU; why not, else null. */
    private static String libraries() {
      try {
        int[] driver = new int[1];
        int[] count = new int[1];
        cudaDriverGetVersion(driver);
        if (driver[0] == 0) {
          return "there is no NVIDIA driver on this machine";
        }
        int error = cudaGetDeviceCount(count);
        if (error == cudaErrorNoDevice || error == 0 && count[0] == 0) {
          return "there is no NVIDIA GPU on this machine";
        }
        if (error != 0) {
          return String.format(
              Locale.ROOT,
              "the driver serves CUDA %d.%d and does not go with these libraries (%s); CUDA 13 needs"
                  + " driver 580 or newer",
              driver[0] / 1000,
              driver[0] % 1000 / 10,
              cudaGetErrorString(error).getString());
        }
        nvrtcVersion(new int[1], new int[1]);
        return null;
      } catch (LinkageError e) {
        return Files.exists(DRIVER)
            ? "CUDA 13's libraries (libcudart, libnvrtc) are not in the loader's path"
            : "there is no NVIDIA driver on this machine";
      }
    }

    static int capability(int gpu) {
      return 10 * attribute(cudaDevAttrComputeCapabilityMajor, gpu)
          + attribute(cudaDevAttrComputeCapabilityMinor, gpu);
    }

    private static int attribute(int which, int gpu) {
      int[] value = new int[1];
      cudaDeviceGetAttribute(value, which, gpu);
      return value[0];
    }
  }
}
