package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrMaxSharedMemoryPerBlockOptin;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrMultiProcessorCount;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaDriverGetVersion;
import static org.bytedeco.cuda.global.cudart.cudaErrorMemoryAllocation;
import static org.bytedeco.cuda.global.cudart.cudaErrorNoDevice;
import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceProperties;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetNumSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.javacpp.Pointer;
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

  private static final int DEVICE = 0;
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

  /** Makes the GPU the calling thread's; to be called by each thread before anything else. */
  static void enter() {
    check(cudaSetDevice(DEVICE), "choose the GPU");
  }

  /**
   * Turns an error that a CUDA call returned into an exception.
   *
   * @throws GpuMemoryException where the GPU's memory does not suffice
   */
  static void check(int error, String what) {
    if (error == 0) {
      return;
    }
    if (error == cudaErrorMemoryAllocation) {
      throw new GpuMemoryException("The GPU's memory does not suffice to " + what);
    }
    throw new IllegalStateException(
        "The GPU " + Found.NAME + " cannot " + what + ": " + cudaGetErrorString(error).getString());
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
        capability =
            10 * attribute(cudaDevAttrComputeCapabilityMajor)
                + attribute(cudaDevAttrComputeCapabilityMinor);
        architecture = architecture(capability, compiled());
        multiprocessors = attribute(cudaDevAttrMultiProcessorCount);
        sharedBytes = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin);
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

    private static int attribute(int which) {
      int[] value = new int[1];
      cudaDeviceGetAttribute(value, which, DEVICE);
      return value[0];
    }
  }
}
