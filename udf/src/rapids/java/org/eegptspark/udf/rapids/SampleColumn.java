package org.eegptspark.udf.rapids;

import static org.eegptspark.model.BadInputException.check;

import ai.rapids.cudf.ColumnVector;
import ai.rapids.cudf.ColumnView;
import ai.rapids.cudf.DType;
import ai.rapids.cudf.HostColumnVector;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A cuDF column of windows' samples: lists of numbers, or lists of such lists. The numbers stay on
 * the GPU; the offsets of the lists, which are few, come to this machine.
 */
final class SampleColumn implements AutoCloseable {
  private final Deque<AutoCloseable> views = new ArrayDeque<>();
  private final WindowOffsets offsets;
  private final ColumnView samples;

  /**
   * Reads a column's offsets.
   *
   * @param column at least one row; stays the caller's, and open as long as this
   */
  SampleColumn(ColumnVector column) {
    try {
      int[] rows = offsets(column);
      ColumnView elements = own(column.getChildColumnView(0));
      boolean nested = elements.getType().equals(DType.LIST);
      this.offsets = new WindowOffsets(rows, nested ? offsets(elements) : null);
      ColumnView numbers = nested ? own(elements.getChildColumnView(0)) : elements;
      check(
          elements.getNullCount() == 0 && numbers.getNullCount() == 0,
          "Samples are null in %s places; leave such windows out",
          elements.getNullCount() + numbers.getNullCount());
      this.samples =
          numbers.getType().equals(DType.FLOAT32) ? numbers : own(numbers.castTo(DType.FLOAT32));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  WindowOffsets offsets() {
    return offsets;
  }

  /** The GPU's address of floats, which the offsets count. */
  long address() {
    return samples.getData().getAddress();
  }

  private <T extends AutoCloseable> T own(T view) {
    views.push(view);
    return view;
  }

  private static int[] offsets(ColumnView lists) {
    if (lists.getRowCount() == 0) {
      return new int[1];
    }
    try (ColumnView onGpu = lists.getListOffsetsView();
        HostColumnVector here = onGpu.copyToHost()) {
      int[] offsets = new int[Math.toIntExact(here.getRowCount())];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = here.getInt(i);
      }
      return offsets;
    }
  }

  @Override
  public void close() {
    try {
      while (!views.isEmpty()) {
        views.pop().close();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
