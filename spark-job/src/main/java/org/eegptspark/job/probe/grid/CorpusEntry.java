package org.eegptspark.job.probe.grid;

import static org.eegptspark.model.BadInputException.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eegptspark.job.probe.LabelChoice;

/**
 * An embeddings table, and what its windows are to be told apart by.
 *
 * @param name in the results; without, the last part of the table's
 * @param input the embeddings table
 * @param label column of the labels; without, {@code label}
 * @param task {@code classification}, the default, or {@code regression}
 * @param classes labels of each class by its name; without, a class a label
 * @param recordings recordings table whose annotations are the labels; without, the column's are
 * @param minOverlapS seconds of a window that have to lie in one of those annotations
 * @param where condition of Spark SQL on rows; without, all of them
 * @param shuffleLabels seed that deals labels out anew, to see what chance reaches
 */
public record CorpusEntry(
    String name,
    String input,
    String label,
    String task,
    Map<String, List<String>> classes,
    String recordings,
    Double minOverlapS,
    String where,
    Long shuffleLabels) {
  /** Fills in defaults and checks that the parts go together. */
  public CorpusEntry {
    check(input != null && !input.isBlank(), "input is missing: name the embeddings table to read");
    name = name == null ? input.replaceAll("/+$", "").replaceAll(".*/", "") : name;
    label = label == null ? "label" : label;
    task = task == null ? "classification" : task;
    check(
        List.of("classification", "regression").contains(task),
        "task must be classification or regression, but was '%s'",
        task);
    check(
        (recordings == null) == (minOverlapS == null),
        "recordings and min_overlap_s go together: labels are those of the recordings' annotations"
            + " that so many seconds of a window lie in");
    if (classes != null) {
      classes.forEach(
          (one, labels) ->
              check(
                  labels != null && !labels.isEmpty(),
                  "classes has no labels for '%s': list those that make the class",
                  one));
    }
  }

  /** What windows are told apart by. */
  LabelChoice choice() {
    return new LabelChoice(
        label,
        task.equals("regression"),
        Optional.ofNullable(recordings)
            .map(table -> new LabelChoice.AnnotationChoice(table, minOverlapS)),
        classes == null
            ? List.of()
            : classes.entrySet().stream()
                .map(one -> new LabelChoice.ClassOfLabels(one.getKey(), one.getValue()))
                .toList(),
        shuffleLabels == null ? OptionalLong.empty() : OptionalLong.of(shuffleLabels));
  }
}
