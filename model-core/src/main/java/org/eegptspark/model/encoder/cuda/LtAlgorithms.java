package org.eegptspark.model.encoder.cuda;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The algorithms that a shape is multiplied by. Both give the same bits, so that a row's result
 * does not depend on how many there are.
 *
 * @param few for up to {@link #FEW_ROWS} rows
 * @param many for more
 */
record LtAlgorithms(LtAlgorithm few, LtAlgorithm many) {
  /** Rows that are multiplied at the least: the library has other algorithms for one or two. */
  static final int LEAST_ROWS = 16;

  /** Rows of a window or two. */
  static final int FEW_ROWS = 2048;

  private static final Map<LtShape, LtAlgorithms> FOUND = new ConcurrentHashMap<>();

  /** Those of a shape on this GPU: known from before or timed, once a process. */
  static LtAlgorithms of(LtShape shape) {
    return FOUND.computeIfAbsent(
        shape,
        wanted -> {
          LtAlgorithms kept = LtCache.read(wanted);
          if (kept != null) {
            return kept;
          }
          try (LtTrial trial = new LtTrial(wanted)) {
            LtAlgorithms timed = trial.fastest();
            LtCache.write(wanted, timed);
            return timed;
          }
        });
  }
}
