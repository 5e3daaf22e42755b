package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
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
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.javacpp.Pointer;

/** The CUDA libraries and the GPU of this process: whether they serve, and what the GPU is. */
public final class Cuda {
  /**
   * Compute capability, as major * 10 + minor, of the GPUs whose asynchronous products are used.
   */
  private static final int HOPPER = 90;

  private static final int DEVICE = 0;
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

  /** What kernels are compiled for, as NVRTC names it. */
  static String architecture() {
    return "sm_" + Found.CAPABILITY + "a";
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

  /** Found once a process. */
  private static final class Found {
    static final String FAILURE;
    static final String NAME;
    static final int CAPABILITY;
    static final int MULTIPROCESSORS;

    static {
      String name = "";
      int capability = 0;
      int multiprocessors = 0;
      String failure = libraries();
      if (failure == null) {
        cudaDeviceProp properties = new cudaDeviceProp();
        failure =
            cudaGetDeviceProperties(properties, DEVICE) == 0 ? null : "its GPU does not answer";
        name = properties.name().getString();
        capability =
            10 * attribute(cudaDevAttrComputeCapabilityMajor)
                + attribute(cudaDevAttrComputeCapabilityMinor);
        multiprocessors = attribute(cudaDevAttrMultiProcessorCount);
      }
      if (failure == null && capability != HOPPER) {
        failure =
            String.format(
                Locale.ROOT,
                "it computes on Hopper GPUs (H100, H200, GH200), but %s has compute capability %.1f",
                name,
                capability / 10.0);
      }
      if (failure == null && (cudaSetDevice(DEVICE) != 0 || cudaFree(new Pointer()) != 0)) {
        failure = name + " is there but cannot be used: is it taken by another process alone?";
      }
      FAILURE = failure;
      NAME = name;
      CAPABILITY = capability;
      MULTIPROCESSORS = multiprocessors;
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
