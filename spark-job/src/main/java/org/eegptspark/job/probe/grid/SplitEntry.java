package org.eegptspark.job.probe.grid;

import static org.eegptspark.model.BadInputException.check;

import java.util.List;
import java.util.Optional;
import org.eegptspark.job.probe.SplitChoice;

/**
 * How windows are divided. Without folds, train and test, one group is left out at a time.
 *
 * @param name in the results; without, made of the other parts
 * @param by subject, session, recording, or a column of the table
 * @param folds number of folds that groups are dealt to
 * @param train groups to train on, by name or glob
 * @param test groups to test on, likewise
 * @param allowLeakage whether windows of a recording may lie on both sides
 */
public record SplitEntry(
    String name,
    String by,
    Integer folds,
    List<String> train,
    List<String> test,
    Boolean allowLeakage) {
  /** Fills in defaults and checks that the parts go together. */
  public SplitEntry {
    check(by != null, "by is missing: subject, session, recording or a column of the table");
    train = train == null ? List.of() : train;
    test = test == null ? List.of() : test;
    SplitChoice choice = choice(by, folds, train, test, allowLeakage);
    name = name == null ? describe(choice) : name;
  }

  /** How windows are divided. */
  SplitChoice choice() {
    return choice(by, folds, train, test, allowLeakage);
  }

  private static SplitChoice choice(
      String by, Integer folds, List<String> train, List<String> test, Boolean allowLeakage) {
    return new SplitChoice(
        by,
        folds == null ? 0 : folds,
        train.isEmpty() && test.isEmpty()
            ? Optional.empty()
            : Optional.of(new SplitChoice.Lists(train, test)),
        Boolean.TRUE.equals(allowLeakage));
  }

  private static String describe(SplitChoice choice) {
    if (choice.lists().isPresent()) {
      return "by " + choice.by() + ", tested on " + String.join(" ", choice.lists().get().test());
    }
    return choice.folds() == 0
        ? "leave one " + choice.by() + " out"
        : choice.folds() + " folds by " + choice.by();
  }
}
