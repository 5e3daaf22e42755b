package org.eegptspark.udf.catalyst;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/** Rows held while their batch is computed, one after the other in one block. */
final class HeldRows {
  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private byte[] block = new byte[1 << 16];
  private int[] ends = new int[1024];
  private int count;
  private int size;
  private int fields;

  void clear() {
    count = 0;
    size = 0;
  }

  void add(UnsafeRow row) {
    int bytes = row.getSizeInBytes();
    fields = row.numFields();
    long end = (long) size + bytes;
    if (end > block.length) {
      if (end > LARGEST) {
        throw new IllegalStateException(
            "A batch of %s rows holds %s bytes of its rows; a lower limit of bytes is needed"
                .formatted(count + 1, end));
      }
      block = Arrays.copyOf(block, (int) Math.min(LARGEST, Math.max(end, 2L * block.length)));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    Platform.copyMemory(
        row.getBaseObject(),
        row.getBaseOffset(),
        block,
        (long) Platform.BYTE_ARRAY_OFFSET + size,
        bytes);
    size += bytes;
    ends[count++] = size;
  }

  /** Has a row show the one at an index; valid until {@link #clear}. */
  void point(UnsafeRow row, int index) {
    if (count == 0) {
      return; // rows without columns are not held
    }
    int start = index == 0 ? 0 : ends[index - 1];
    row.pointTo(block, (long) Platform.BYTE_ARRAY_OFFSET + start, ends[index] - start);
  }

  /** Columns of each row. */
  int fields() {
    return fields;
  }

  long bytes() {
    return size;
  }
}
