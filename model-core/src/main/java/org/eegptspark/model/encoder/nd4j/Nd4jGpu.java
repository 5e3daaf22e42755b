package org.eegptspark.model.encoder.nd4j;

import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether ND4J computes on a GPU: in builds with {@code -Pnd4j-cuda}, where the GPU is one that it
 * has code for.
 */
public final class Nd4jGpu {
  /** Compute capabilities, major * 10 + minor: its binaries are for these, and it has no PTX. */
  private static final int OLDEST = 37;

  private static final int NEWEST = 86;
  private static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

  private Nd4jGpu() {}

  /** Whether this build has ND4J for CUDA; it then has CUDA 11's presets, not the engine cuda's. */
  public static boolean isInBuild() {
    return Found.IN_BUILD;
  }

  /** Why such a build's ND4J cannot run on this machine's GPU, and what to use; empty if it can. */
  public static Optional<String> unfitBecause() {
    return Found.UNFIT;
  }

  /** Whether ND4J's arrays are on a GPU in this process. */
  public static boolean isUsed() {
    return isInBuild() && unfitBecause().isEmpty();
  }

  /**
   * The decision for a GPU.
   *
   * @param capability of the first GPU; empty where none answers
   */
  static Optional<String> unfitBecause(OptionalInt capability) {
    if (capability.isEmpty()) {
      return Optional.of(
          "this build's ND4J is for CUDA 11, and no GPU, driver or library of it is found here; use"
              + " --engine onednn");
    }
    int found = capability.getAsInt();
    if (found >= OLDEST && found <= NEWEST) {
      return Optional.empty();
    }
    String instead =
        found > NEWEST
            ? "use a build without -Pnd4j-cuda and --engine cuda"
            : "use --engine onednn";
    return Optional.of(
        String.format(
            Locale.ROOT,
            "ND4J has code for GPUs of compute capability %.1f to %.1f, but this one has %.1f; %s",
            OLDEST / 10.0,
            NEWEST / 10.0,
            found / 10.0,
            instead));
  }

  /** Found once a process. */
  private static final class Found {
    static final boolean IN_BUILD = isOnClasspath();
    static final Optional<String> UNFIT = IN_BUILD ? unfitBecause(capability()) : Optional.empty();

    private static boolean isOnClasspath() {
      String resource = BACKEND.replace('.', '/') + ".class";
      return Nd4jGpu.class.getClassLoader().getResource(resource) != null;
    }

    private static OptionalInt capability() {
      try {
        int[] count = new int[1];
        if (cudaGetDeviceCount(count) != 0 || count[0] == 0) {
          return OptionalInt.empty();
        }
        int[] major = new int[1];
        int[] minor = new int[1];
        cudaDeviceGetAttribute(major, cudaDevAttrComputeCapabilityMajor, 0);
        cudaDeviceGetAttribute(minor, cudaDevAttrComputeCapabilityMinor, 0);
        return OptionalInt.of(10 * major[0] + minor[0]);
      } catch (LinkageError e) {
        return OptionalInt.empty();
      }
    }
  }
}
