package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What windows are to be told apart by.
 *
 * @param column of the embeddings table: text for classes, a number for a regression
 * @param isNumber whether it is a regression's target
 * @param annotations where labels are those of the annotations that windows lie in, rather than the
 *     column's; empty for the column's
 * @param classes which labels make which class, in the order of the outputs: the last of two is the
 *     positive one. Windows of other labels are left out. Empty for a class a label, in
 *     alphabetical order
 * @param shuffleSeed deals the labels out anew, as a check that nothing but chance is then found;
 *     empty to leave them
 */
public record LabelChoice(
    String column,
    boolean isNumber,
    Optional<AnnotationChoice> annotations,
    List<ClassOfLabels> classes,
    OptionalLong shuffleSeed) {

  /**
   * Labels by overlap: a window's is the text of the annotation that most of it lies in.
   *
   * @param recordings the recordings table that the annotations are in
   * @param leastSeconds of a window that have to lie in that one annotation; windows with less have
   *     no label
   */
  public record AnnotationChoice(String recordings, double leastSeconds) {}

  /**
   * Labels that are one class.
   *
   * @param name the class's
   * @param labels texts of annotations
   */
  public record ClassOfLabels(String name, List<String> labels) {
    /** Reads {@code movement=T1,T2}, or {@code T0}, which names a class after its one label. */
    public static ClassOfLabels parse(String text) {
      int sign = text.indexOf('=');
      check(
          sign != 0 && !text.isBlank() && sign != text.length() - 1,
          "--classes takes NAME=LABEL,LABEL or LABEL, but was '%s'",
          text);
      return sign < 0
          ? new ClassOfLabels(text, List.of(text))
          : new ClassOfLabels(
              text.substring(0, sign), List.of(text.substring(sign + 1).split(",", -1)));
    }
  }

  /** Checks that no label is in two classes. */
  public LabelChoice {
    classes = List.copyOf(classes);
    check(classes.isEmpty() || !isNumber, "--classes does not go with a regression");
    check(
        classes.size() != 1, "--classes needs two classes or more, but there is only %s", classes);
    Map<String, String> seen = new HashMap<>();
    for (ClassOfLabels one : classes) {
      for (String label : one.labels) {
        String other = seen.put(label, one.name);
        check(
            other == null,
            "--classes has label '%s' in two classes, %s and %s",
            label,
            other,
            one.name);
      }
    }
  }

  /** A class a value of a column. */
  public static LabelChoice of(String column) {
    return new LabelChoice(column, false, Optional.empty(), List.of(), OptionalLong.empty());
  }

  /** The names of the classes, given the labels that there are. */
  List<String> classNames(Iterable<String> sortedLabels) {
    List<String> names = new ArrayList<>();
    if (classes.isEmpty()) {
      sortedLabels.forEach(names::add);
    } else {
      classes.forEach(one -> names.add(one.name));
    }
    return names;
  }

  /** The name of the class of a label; empty where windows of it are left out. */
  Optional<String> classOf(String label) {
    if (label == null) {
      return Optional.empty();
    }
    return classes.isEmpty()
        ? Optional.of(label)
        : classes.stream()
            .filter(one -> one.labels.contains(label))
            .map(ClassOfLabels::name)
            .findFirst();
  }
}
