package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.eegptspark.model.BadInputException;

/** Divides windows by their groups. */
final class Folds {
  private final List<WindowRow> rows;
  private final SplitChoice choice;
  private final Map<String, Integer> sizes = new TreeMap<>(); // windows of each group

  private Folds(List<WindowRow> rows, SplitChoice choice) {
    this.rows = rows;
    this.choice = choice;
    for (WindowRow row : rows) {
      check(
          row.group() != null,
          "--split-by %s: window %s of %s has none; split by another column, or leave such windows"
              + " out with --where",
          choice.by(),
          row.window(),
          row.recording());
      sizes.merge(row.group(), 1, Integer::sum);
    }
  }

  /**
   * The folds that are asked for.
   *
   * @param seed deals groups to folds
   * @throws BadInputException where there are too few groups, names match none, or, unless that is
   *     allowed, a recording lies on both sides
   */
  static List<Fold> of(List<WindowRow> rows, SplitChoice choice, long seed) {
    Folds folds = new Folds(rows, choice);
    List<Fold> all =
        choice.lists().isPresent()
            ? List.of(folds.ofLists(choice.lists().get()))
            : folds.dealt(seed);
    for (Fold fold : all) {
      check(
          choice.allowLeakage() || fold.overlap().recordings() == 0,
          "--split-by %s: fold %s has windows of %s recordings on both sides, which tests what a"
              + " probe remembers; split by recording, session or subject, or, to see what that does,"
              + " --allow-leakage",
          choice.by(),
          fold.name(),
          fold.overlap().recordings());
    }
    return all;
  }

  private List<Fold> dealt(long seed) {
    int count = choice.folds() == 0 ? sizes.size() : choice.folds();
    check(
        sizes.size() >= Math.max(2, count),
        "--split-by %s: %s groups are too few for %s folds",
        choice.by(),
        sizes.size(),
        Math.max(2, count));
    Map<String, Integer> foldOf = choice.folds() == 0 ? eachItsOwn() : balanced(count, seed);
    List<Set<String>> tested = new ArrayList<>();
    IntStream.range(0, count).forEach(fold -> tested.add(new HashSet<>()));
    foldOf.forEach((group, fold) -> tested.get(fold).add(group));
    List<Fold> folds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Set<String> test = tested.get(i);
      String name = choice.folds() == 0 ? test.iterator().next() : String.valueOf(i + 1);
      folds.add(fold(name, group -> !test.contains(group), test::contains));
    }
    return folds;
  }

  private Map<String, Integer> eachItsOwn() {
    Map<String, Integer> foldOf = new HashMap<>();
    sizes.keySet().forEach(group -> foldOf.put(group, foldOf.size()));
    return foldOf;
  }

  /** Groups in random order, large ones first, each to the fold with the fewest windows. */
  private Map<String, Integer> balanced(int count, long seed) {
    List<String> groups = new ArrayList<>(sizes.keySet());
    Collections.shuffle(groups, new Random(seed));
    groups.sort(Comparator.comparing(sizes::get, Comparator.reverseOrder()));
    long[] windows = new long[count];
    Map<String, Integer> foldOf = new HashMap<>();
    for (String group : groups) {
      int least = 0;
      for (int fold = 1; fold < count; fold++) {
        least = windows[fold] < windows[least] ? fold : least;
      }
      windows[least] += sizes.get(group);
      foldOf.put(group, least);
    }
    return foldOf;
  }

  private Fold ofLists(SplitChoice.Lists lists) {
    Set<String> test = named(lists.test(), "--test");
    Optional<Set<String>> train =
        lists.train().isEmpty() ? Optional.empty() : Optional.of(named(lists.train(), "--train"));
    train.ifPresent(
        groups -> {
          Set<String> both = new HashSet<>(groups);
          both.retainAll(test);
          check(both.isEmpty(), "--train and --test both name %s", both);
        });
    Predicate<String> trained =
        train.<Predicate<String>>map(groups -> groups::contains).orElse(g -> !test.contains(g));
    Fold fold = fold("test", trained, test::contains);
    check(fold.train().length > 0, "--test names all groups, and leaves none to train on");
    return fold;
  }

  private Set<String> named(List<String> patterns, String option) {
    Set<String> found = new HashSet<>();
    for (String pattern : patterns) {
      Predicate<String> matches = matcher(pattern, option);
      int before = found.size();
      sizes.keySet().stream().filter(matches).forEach(found::add);
      check(
          found.size() > before || sizes.keySet().stream().anyMatch(matches),
          "%s: no %s is '%s'; there are %s",
          option,
          choice.by(),
          pattern,
          some(sizes.keySet()));
    }
    return found;
  }

  private static Predicate<String> matcher(String pattern, String option) {
    try {
      var glob = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      return group -> {
        Path whole = Path.of(group);
        Path last = whole.getFileName();
        return group.equals(pattern) || glob.matches(whole) || (last != null && glob.matches(last));
      };
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          e, "%s takes names or globs, but was '%s': %s", option, pattern, e.getMessage());
    }
  }

  private static String some(Set<String> names) {
    List<String> first = names.stream().limit(8).toList();
    return first + (names.size() > first.size() ? " and more" : "");
  }

  private Fold fold(String name, Predicate<String> trained, Predicate<String> tested) {
    int[] train = rows(trained);
    int[] test = rows(tested);
    return new Fold(
        name,
        train,
        test,
        sizes.keySet().stream().filter(trained).toList(),
        sizes.keySet().stream().filter(tested).toList(),
        Overlap.of(rows, train, test));
  }

  private int[] rows(Predicate<String> of) {
    return IntStream.range(0, rows.size()).filter(i -> of.test(rows.get(i).group())).toArray();
  }
}
