package org.eegptspark.model.encoder.cuda;

import org.bytedeco.javacpp.Pointer;

/** An address, of this machine or the GPU, in memory that someone else owns. */
final class Address extends Pointer {
  Address(long address) {
    this.address = address;
  }
}
