package org.eegptspark.model.encoder.onednn;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencl.User_func_Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds OpenMP, which oneDNN is built on, to one thread for calls from the current thread.
 *
 * <p>OpenMP keeps that number for each thread apart, and gives no way to set it but a C function
 * that no preset wraps; so it is called through a preset's type of a pointer to a C function with
 * one argument. A pointer and an int travel in the same register on every platform we build for.
 */
final class OmpThreads {
  private static final Logger LOG = LoggerFactory.getLogger(OmpThreads.class);
  private static final User_func_Pointer SET_NUM_THREADS = find();

  private OmpThreads() {}

  /** From now on oneDNN runs what this thread asks for on this thread alone. */
  static void one() {
    if (SET_NUM_THREADS != null) {
      SET_NUM_THREADS.call(new Value(1));
    }
  }

  private static User_func_Pointer find() {
    if (!OneDnn.isAvailable()) {
      return null;
    }
    for (String library : Loader.getLoadedLibraries().values()) {
      if (library != null && library.matches(".*lib[gi]?omp[^/]*")) {
        Loader.loadGlobal(library); // its functions can be looked up by name only then
      }
    }
    Pointer function = Loader.addressof("omp_set_num_threads");
    if (function == null) {
      LOG.warn("Cannot hold oneDNN to a number of threads here; set OMP_NUM_THREADS=1");
      return null;
    }
    PointerPointer<Pointer> cell = new PointerPointer<>(2);
    cell.put(0, function).put(1, (Pointer) null);
    return new User_func_Pointer(cell);
  }

  /** A number in a pointer's place. */
  private static final class Value extends Pointer {
    Value(int value) {
      address = value;
    }
  }
}
