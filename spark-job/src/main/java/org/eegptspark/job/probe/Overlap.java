package org.eegptspark.job.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What has windows on both sides of a fold, counted over the windows themselves.
 *
 * @param recordings with windows on both sides: their neighbouring windows are alike, so that a
 *     probe that remembers does as well as one that learns
 * @param sessions with windows on both sides
 * @param subjects with windows on both sides
 * @param groups with windows on both sides: none, by construction
 */
public record Overlap(int recordings, int sessions, int subjects, int groups) {
  static Overlap of(List<WindowRow> rows, int[] train, int[] test) {
    return new Overlap(
        shared(rows, train, test, WindowRow::recordingId),
        shared(
            rows,
            train,
            test,
            row -> row.session() == null ? null : row.subject() + "/" + row.session()),
        shared(rows, train, test, WindowRow::subject),
        shared(rows, train, test, WindowRow::group));
  }

  private static int shared(
      List<WindowRow> rows, int[] train, int[] test, Function<WindowRow, String> of) {
    Set<String> both = names(rows, train, of);
    both.retainAll(names(rows, test, of));
    return both.size();
  }

  private static Set<String> names(
      List<WindowRow> rows, int[] some, Function<WindowRow, String> of) {
    return Arrays.stream(some)
        .mapToObj(row -> of.apply(rows.get(row)))
        .filter(name -> name != null)
        .collect(Collectors.toSet());
  }
}
