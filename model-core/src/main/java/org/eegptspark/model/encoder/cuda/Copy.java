package org.eegptspark.model.encoder.cuda;

import org.bytedeco.javacpp.Pointer;

/** A copy from one address of this machine's memory to another. */
record Copy(long to, long from, long bytes) {
  void run() {
    Pointer.memcpy(new Address(to), new Address(from), bytes);
  }
}
