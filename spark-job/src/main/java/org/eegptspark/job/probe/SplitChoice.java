package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.util.List;
import java.util.Optional;

/**
 * How windows are divided into those that a probe is trained on and those that it is tested on.
 * Groups go to one side whole.
 *
 * @param by what a group is: {@code subject}, {@code session} (of a subject), {@code recording}
 *     (named after its file), {@code window} (each by itself: neighbours of one recording come to
 *     lie on both sides), or another column of the table
 * @param folds number of folds that groups are dealt to, each of which is tested once; 0 for a fold
 *     a group, which leaves one group out at a time
 * @param lists the groups of the two sides of one fold, in place of folds; empty for folds
 * @param allowLeakage whether windows of one recording may lie on both sides
 */
public record SplitChoice(String by, int folds, Optional<Lists> lists, boolean allowLeakage) {
  /**
   * Groups by name; a name may be a glob, and a file's is its last part too.
   *
   * @param train those to train on; empty for all that are not tested on
   * @param test those to test on
   */
  public record Lists(List<String> train, List<String> test) {
    /** Copies the lists. */
    public Lists {
      train = List.copyOf(train);
      test = List.copyOf(test);
      check(!test.isEmpty(), "--train needs --test: which of the groups to test on");
    }
  }

  /** Checks the number of folds. */
  public SplitChoice {
    check(folds == 0 || folds >= 2, "--folds must be 2 or more, but was %s", folds);
    check(folds == 0 || lists.isEmpty(), "--folds does not go with --train and --test");
  }

  /** Leaves one group out at a time. */
  public static SplitChoice leaveOneOut(String by) {
    return new SplitChoice(by, 0, Optional.empty(), false);
  }

  /** Deals groups to folds. */
  public static SplitChoice folds(String by, int folds) {
    return new SplitChoice(by, folds, Optional.empty(), false);
  }

  /** One fold of named groups. */
  public static SplitChoice lists(String by, List<String> train, List<String> test) {
    return new SplitChoice(by, 0, Optional.of(new Lists(train, test)), false);
  }
}
