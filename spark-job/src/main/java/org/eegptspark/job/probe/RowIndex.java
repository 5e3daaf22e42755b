package org.eegptspark.job.probe;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** Finds a labelled window's row by its key: goes to every task. */
final class RowIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] windows; // sorted within a recording, recordings one after the other
  private final HashMap<String, int[]> stretches = new HashMap<>(); // recording: first row, end

  /** Of rows in order of recording and window. */
  RowIndex(List<WindowRow> rows) {
    windows = rows.stream().mapToLong(WindowRow::window).toArray();
    for (int i = 0; i < windows.length; i++) {
      int row = i;
      stretches.computeIfAbsent(rows.get(i).recordingId(), id -> new int[] {row, row})[1] = i + 1;
    }
  }

  /** The row of a window, or -1 where it has no label. */
  int find(String recordingId, long window) {
    int[] stretch = stretches.get(recordingId);
    return stretch == null
        ? -1
        : Math.max(-1, Arrays.binarySearch(windows, stretch[0], stretch[1], window));
  }
}
