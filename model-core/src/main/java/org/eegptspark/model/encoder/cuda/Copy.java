package org.eegptspark.model.encoder.cuda;

import org.bytedeco.javacpp.Pointer;

/** A copy from one address to another; where it {@link #run}s, of this machine's memory. */
record Copy(long to, long from, long bytes) {
  void run() {
    Pointer.memcpy(new Address(to), new Address(from), bytes);
  }
}
