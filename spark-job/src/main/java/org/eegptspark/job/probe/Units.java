package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eegptspark.model.metrics.ClassEvaluation;
import org.eegptspark.model.metrics.Evaluation;
import org.eegptspark.model.metrics.RegressionEvaluation;

/**
 * The predictions of a level: windows, or what several of them came to.
 *
 * @param evaluation of the units, in order
 * @param folds each unit's fold
 * @param groups each unit's group, by name
 */
record Units(Evaluation evaluation, int[] folds, List<String> groups) {
  static Units of(Predictions predictions, Level level, Vote vote) {
    Map<Object, List<Integer>> byUnit = new LinkedHashMap<>();
    long trial = 0;
    for (int i = 0; i < predictions.count(); i++) {
      trial += i > 0 && !isSameTrial(predictions, i - 1, i) ? 1 : 0;
      Object unit =
          switch (level) {
            case window -> (Object) i;
            case trial -> trial;
            case recording -> predictions.window(i).recordingId();
          };
      byUnit.computeIfAbsent(unit, first -> new ArrayList<>()).add(i);
    }
    double[] targets = new double[byUnit.size()];
    double[][] outputs = new double[byUnit.size()][];
    int[] folds = new int[byUnit.size()];
    List<String> groups = new ArrayList<>();
    for (List<Integer> members : byUnit.values()) {
      int at = groups.size();
      int first = members.get(0);
      checkOneLabel(predictions, members, level);
      targets[at] = predictions.target(first);
      outputs[at] = vote.of(members.stream().map(i -> predictions.outputs()[i]).toList());
      folds[at] = predictions.folds()[first];
      groups.add(predictions.window(first).group());
    }
    return new Units(evaluation(predictions.classes(), targets, outputs), folds, groups);
  }

  /** Whether a tested window and the one before it in the table are of one trial. */
  private static boolean isSameTrial(Predictions predictions, int before, int i) {
    WindowRow a = predictions.window(before);
    WindowRow b = predictions.window(i);
    boolean isNeighbour =
        a.recordingId().equals(b.recordingId())
            && predictions.folds()[before] == predictions.folds()[i];
    return isNeighbour
        && (a.trial() == null
            ? a.window() + 1 == b.window() && a.label().equals(b.label())
            : a.trial().equals(b.trial()));
  }

  private static void checkOneLabel(Predictions predictions, List<Integer> members, Level level) {
    double target = predictions.target(members.get(0));
    for (int i : members) {
      check(
          predictions.target(i) == target,
          "--level %s: recording %s has windows of several labels; take --level window, or trial",
          level,
          predictions.window(i).recording());
    }
  }

  private static Evaluation evaluation(List<String> classes, double[] targets, double[][] outputs) {
    if (classes.isEmpty()) {
      double[] values = new double[outputs.length];
      Arrays.setAll(values, i -> outputs[i][0]);
      return new RegressionEvaluation(targets, values);
    }
    int[] truth = new int[targets.length];
    Arrays.setAll(truth, i -> (int) targets[i]);
    return new ClassEvaluation(classes, truth, outputs);
  }
}
