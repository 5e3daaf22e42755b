package org.eegptspark.job.action;

import java.io.IOException;

/** There was no room for what a task or the driver had to write. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was heard of it. */
  public DiskFullException(Throwable cause) {
    super("no space left for what is being written", cause);
  }
}
