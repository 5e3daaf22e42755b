package org.eegptspark.udf.rapids;

import java.util.ArrayList;
import java.util.List;

/** The windows of a batch, in its order, cut where the montage or the length changes. */
final class WindowRuns {
  private final List<Run> runs = new ArrayList<>();

  /**
   * Windows that go to the engine in one call.
   *
   * @param electrodes names, one a channel
   * @param length samples of a channel
   * @param starts where each begins among the column's samples
   */
  record Run(List<String> electrodes, int length, List<Long> starts) {}

  /** Adds the next row's window. */
  void add(List<String> electrodes, WindowOffsets.Window window) {
    Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
    if (last == null || last.length != window.length() || !last.electrodes.equals(electrodes)) {
      last = new Run(electrodes, window.length(), new ArrayList<>());
      runs.add(last);
    }
    last.starts.add((long) window.start());
  }

  List<Run> runs() {
    return runs;
  }
}
