package org.eegptspark.udf;

import java.io.Serializable;
import org.eegptspark.model.BadInputException;

/**
 * How large a batch may get. It is computed when it has so many rows, or when its rows have so many
 * bytes: those of the arguments and of what is kept of each row meanwhile. A batch of one row may
 * have more bytes.
 */
public record BatchLimits(int rows, long bytes) implements Serializable {
  /** 4096 rows, 64 MiB. */
  public static final BatchLimits DEFAULT = new BatchLimits(4096, 64L << 20);

  public BatchLimits {
    BadInputException.check(rows > 0, "A batch must have rows, but its limit is %s", rows);
    BadInputException.check(bytes > 0, "A batch must have bytes, but its limit is %s", bytes);
  }

  /** What both allow. */
  public BatchLimits and(BatchLimits other) {
    return new BatchLimits(Math.min(rows, other.rows), Math.min(bytes, other.bytes));
  }
}
