package org.eegptspark.model.encoder.cuda;

/** The GPU's memory does not suffice. */
public final class GpuMemoryException extends RuntimeException {
  GpuMemoryException(String message) {
    super(message);
  }
}
