package org.eegptspark.udf.catalyst;

import java.util.List;

/** Closes several things although some may fail to. */
final class Closing {
  private Closing() {}

  static void all(List<? extends AutoCloseable> things) {
    RuntimeException failed = null;
    for (AutoCloseable thing : things) {
      try {
        thing.close();
      } catch (Exception e) {
        if (failed == null) {
          failed = new IllegalStateException("Cannot close " + thing + ": " + e, e);
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
