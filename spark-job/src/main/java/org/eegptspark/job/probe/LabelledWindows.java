package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.eegptspark.model.BadInputException;

/**
 * The windows that have a label, in order of recording and window, and their labels as numbers.
 *
 * @param rows the windows
 * @param classes names of the classes; empty of a regression
 * @param targets each row's class, or the value to predict
 * @param unlabelled number of windows left out, as they have no label or one of no class
 */
public record LabelledWindows(
    List<WindowRow> rows, List<String> classes, double[] targets, int unlabelled) {
  private static final int MANY_CLASSES = 10;
  private static final Comparator<WindowRow> ORDER =
      Comparator.comparing(WindowRow::recordingId).thenComparingLong(WindowRow::window);

  /**
   * Finds the labels of windows.
   *
   * @throws BadInputException where there are not two classes, a target is no number, or a window
   *     is there twice
   */
  static LabelledWindows of(List<WindowRow> windows, LabelChoice choice) {
    List<WindowRow> rows = new ArrayList<>(windows);
    rows.removeIf(
        row -> choice.isNumber() ? row.label() == null : choice.classOf(row.label()).isEmpty());
    int unlabelled = windows.size() - rows.size();
    check(
        !rows.isEmpty(),
        "None of %s windows has a label%s; %s",
        windows.size(),
        choice.classes().isEmpty() ? "" : " of " + choice.classes(),
        "see --label, --classes and --min-overlap");
    rows.sort(ORDER);
    checkKeys(rows);
    List<String> classes = choice.isNumber() ? List.of() : classes(rows, choice);
    double[] targets =
        rows.stream()
            .mapToDouble(
                row ->
                    choice.isNumber()
                        ? number(row, choice.column())
                        : classes.indexOf(choice.classOf(row.label()).orElseThrow()))
            .toArray();
    choice.shuffleSeed().ifPresent(seed -> shuffle(targets, seed));
    return new LabelledWindows(List.copyOf(rows), classes, targets, unlabelled);
  }

  private static void checkKeys(List<WindowRow> rows) {
    for (int i = 1; i < rows.size(); i++) {
      check(
          ORDER.compare(rows.get(i - 1), rows.get(i)) != 0,
          "The table holds window %s of recording %s twice; choose its rows with --model-id,"
              + " --signal-id or --where",
          rows.get(i).window(),
          rows.get(i).recordingId());
    }
  }

  private static List<String> classes(List<WindowRow> rows, LabelChoice choice) {
    TreeSet<String> labels = new TreeSet<>();
    TreeSet<String> found = new TreeSet<>();
    for (WindowRow row : rows) {
      labels.add(row.label());
      found.add(choice.classOf(row.label()).orElseThrow());
    }
    check(
        found.size() >= 2,
        "All %s windows with a label are of class '%s'; a probe needs two classes",
        rows.size(),
        found.first());
    List<String> names = choice.classNames(labels);
    check(
        found.size() == names.size(),
        "No window has a label of %s; the labels there are %s",
        names.stream().filter(name -> !found.contains(name)).toList(),
        labels);
    check(
        names.size() <= Math.max(MANY_CLASSES, rows.size() / 2),
        "--label %s has %s values in %s windows; of numbers, ask for --task regression",
        choice.column(),
        names.size(),
        rows.size());
    return names;
  }

  private static double number(WindowRow row, String column) {
    try {
      double value = Double.parseDouble(row.label());
      check(Double.isFinite(value), "%s is %s", column, value);
      return value;
    } catch (NumberFormatException | BadInputException e) {
      throw new BadInputException(
          e,
          "--task regression needs finite numbers, but window %s of recording %s has %s '%s'",
          row.window(),
          row.recordingId(),
          column,
          row.label());
    }
  }

  private static void shuffle(double[] targets, long seed) {
    Random random = new Random(seed);
    for (int i = targets.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double target = targets[i];
      targets[i] = targets[j];
      targets[j] = target;
    }
  }

  /** Whether these are a regression's targets. */
  boolean isNumber() {
    return classes.isEmpty();
  }

  /** How many rows are of each class. */
  public long[] classCounts() {
    return classCounts(IntStream.range(0, rows.size()).toArray());
  }

  /** How many of some rows are of each class. */
  long[] classCounts(int[] some) {
    long[] counts = new long[classes.size()];
    Arrays.stream(some).forEach(row -> counts[(int) targets[row]]++);
    return counts;
  }
}
