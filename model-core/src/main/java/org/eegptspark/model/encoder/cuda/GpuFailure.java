package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaErrorAssert;
import static org.bytedeco.cuda.global.cudart.cudaErrorContextIsDestroyed;
import static org.bytedeco.cuda.global.cudart.cudaErrorDevicesUnavailable;
import static org.bytedeco.cuda.global.cudart.cudaErrorECCUncorrectable;
import static org.bytedeco.cuda.global.cudart.cudaErrorHardwareStackError;
import static org.bytedeco.cuda.global.cudart.cudaErrorIllegalAddress;
import static org.bytedeco.cuda.global.cudart.cudaErrorIllegalInstruction;
import static org.bytedeco.cuda.global.cudart.cudaErrorInvalidAddressSpace;
import static org.bytedeco.cuda.global.cudart.cudaErrorInvalidPc;
import static org.bytedeco.cuda.global.cudart.cudaErrorLaunchFailure;
import static org.bytedeco.cuda.global.cudart.cudaErrorLaunchTimeout;
import static org.bytedeco.cuda.global.cudart.cudaErrorMemoryAllocation;
import static org.bytedeco.cuda.global.cudart.cudaErrorMisalignedAddress;
import static org.bytedeco.cuda.global.cudart.cudaErrorNvlinkUncorrectable;
import static org.bytedeco.cuda.global.cudart.cudaErrorUnknown;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eegptspark.model.encoder.EngineFailureException;

/**
 * What an error of a GPU means: want of memory, the loss of the GPU, or a fault of ours.
 *
 * <p>After some errors CUDA answers every call of the process with the same one, and what the GPU
 * holds is not to be trusted. Such a GPU is lost to the process for good.
 */
final class GpuFailure {
  private static final Set<Integer> FATAL =
      Set.of(
          cudaErrorAssert,
          cudaErrorContextIsDestroyed,
          cudaErrorDevicesUnavailable,
          cudaErrorECCUncorrectable,
          cudaErrorHardwareStackError,
          cudaErrorIllegalAddress,
          cudaErrorIllegalInstruction,
          cudaErrorInvalidAddressSpace,
          cudaErrorInvalidPc,
          cudaErrorLaunchFailure,
          cudaErrorLaunchTimeout,
          cudaErrorMisalignedAddress,
          cudaErrorNvlinkUncorrectable,
          cudaErrorUnknown);

  private static final Map<Integer, String> LOST = new ConcurrentHashMap<>(); // by GPU, in a line

  private GpuFailure() {}

  /**
   * The exception for an error.
   *
   * @param error CUDA's code
   * @param text CUDA's words
   * @param what was being done
   * @param name of the GPU
   */
  static RuntimeException of(int error, String text, String what, String name, int gpu) {
    if (error == cudaErrorMemoryAllocation) {
      return new GpuMemoryException("memory does not suffice to " + what);
    }
    if (FATAL.contains(error)) {
      String line =
          String.format(
              "GPU %d (%s) was lost when it was to %s (%s): restart this process, in Spark the"
                  + " executor, to use it again",
              gpu, name, what, text);
      LOST.putIfAbsent(gpu, line);
      return new EngineFailureException(LOST.get(gpu), null);
    }
    return new IllegalStateException("The GPU " + name + " cannot " + what + ": " + text);
  }

  /**
   * Refuses work for a GPU that was lost.
   *
   * @throws EngineFailureException with the line that told of it
   */
  static void refuseLost(int gpu) {
    if (isLost(gpu)) {
      throw new EngineFailureException(LOST.get(gpu), null);
    }
  }

  static boolean isLost(int gpu) {
    return LOST.containsKey(gpu);
  }

  /** Forgets a lost GPU, as a test has to. */
  static void forget(int gpu) {
    LOST.remove(gpu);
  }
}
