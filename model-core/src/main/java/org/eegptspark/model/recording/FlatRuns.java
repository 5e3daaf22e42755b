package org.eegptspark.model.recording;

/** Counts samples in runs of one value that are long enough, given block by block. */
final class FlatRuns {
  private final int shortest;
  private double last = Double.NaN;
  private long run;
  private long flat;

  /**
   * @param shortest run that counts, in samples; at least 2
   */
  FlatRuns(int shortest) {
    this.shortest = shortest;
  }

  /** A count of runs as long that begins at nothing. */
  FlatRuns anew() {
    return new FlatRuns(shortest);
  }

  /** The next sample lies beyond a gap. */
  void interrupt() {
    last = Double.NaN;
    run = 0;
  }

  /** The next samples: the first {@code n} of a block, all numbers. */
  void add(double[] block, int n) {
    int at = 0;
    while (at < n) {
      if (block[at] != last) {
        at = nextLongRun(block, at, n);
        last = block[at];
        run = 0;
      }
      int end = at;
      while (end < n && block[end] == last) {
        end++;
      }
      lengthen(end - at);
      at = end;
    }
  }

  /** Samples in long runs so far. */
  long flat() {
    return flat;
  }

  private void lengthen(int samples) {
    boolean counted = run >= shortest;
    run += samples;
    if (run >= shortest) {
      flat += counted ? samples : run;
    }
  }

  /**
   * The start of the first run, from the start of a run on, that is long enough or reaches the
   * block's end. A run that is long enough covers the sample that lies so far ahead: nothing before
   * that sample's own run needs a look.
   */
  private int nextLongRun(double[] block, int from, int n) {
    int start = from;
    while (true) {
      int ahead = Math.min(start + shortest - 1, n - 1);
      int begin = ahead;
      while (begin > start && block[begin - 1] == block[ahead]) {
        begin--;
      }
      if (begin == start || ahead == n - 1) {
        return begin;
      }
      start = begin;
    }
  }
}
