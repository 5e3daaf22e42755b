package org.eegptspark.job.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;

class FoldsTest {
  /** Five recordings of two subjects, with 4, 5, 6, 7 and 8 windows. */
  private static List<WindowRow> windows(String splitBy) {
    List<WindowRow> rows = new ArrayList<>();
    for (int recording = 0; recording < 5; recording++) {
      for (int window = 0; window < 4 + recording; window++) {
        String id = "r" + recording;
        String subject = recording < 2 ? "s1" : "s2";
        String group =
            switch (splitBy) {
              case "subject" -> subject;
              case "window" -> id + "#" + window;
              default -> "/data/" + id + ".edf";
            };
        rows.add(
            new WindowRow(
                id, window, "/data/" + id + ".edf", subject, null, window, 1, "a", null, group));
      }
    }
    return rows;
  }

  @Test
  void oneGroupIsLeftOutAtATime() {
    List<Fold> folds = Folds.of(windows("subject"), SplitChoice.leaveOneOut("subject"), 0);
    assertThat(folds).extracting(Fold::name).containsExactly("s1", "s2");
    assertThat(folds.get(0).test()).containsExactly(IntStream.range(0, 9).toArray());
    assertThat(folds.get(0).train()).containsExactly(IntStream.range(9, 30).toArray());
    assertThat(folds.get(0).overlap()).isEqualTo(new Overlap(0, 0, 0, 0));
  }

  @Test
  void foldsAreAboutAsLargeAsEachOther() {
    List<Fold> folds = Folds.of(windows("recording"), SplitChoice.folds("recording", 2), 0);
    assertThat(folds).extracting(fold -> fold.test().length).containsExactlyInAnyOrder(13, 17);
    assertThat(folds).allSatisfy(fold -> assertThat(fold.overlap().subjects()).isEqualTo(1));
  }

  @Property(tries = 200)
  void groupsAreNeverOnBothSidesAndEachWindowIsTestedOnce(
      @ForAll @Size(min = 8, max = 60) List<@IntRange(max = 12) Integer> groups,
      @ForAll @IntRange(min = 2, max = 4) int count,
      @ForAll int seed) {
    List<WindowRow> rows = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String group = "g" + groups.get(i);
      rows.add(new WindowRow(group, i, null, group, null, i, 1, "a", null, group));
    }
    if (new HashSet<>(groups).size() < count) {
      assertThatThrownBy(() -> Folds.of(rows, SplitChoice.folds("subject", count), seed))
          .hasMessageContaining("too few for " + count + " folds");
      return;
    }
    List<Fold> folds = Folds.of(rows, SplitChoice.folds("subject", count), seed);
    assertThat(folds.stream().flatMapToInt(fold -> Arrays.stream(fold.test())).sorted().toArray())
        .containsExactly(IntStream.range(0, rows.size()).toArray());
    for (Fold fold : folds) {
      Set<String> both = new HashSet<>(fold.trainGroups());
      both.retainAll(fold.testGroups());
      assertThat(both).isEmpty();
      assertThat(fold.overlap()).isEqualTo(new Overlap(0, 0, 0, 0));
      assertThat(fold.train().length + fold.test().length).isEqualTo(rows.size());
      assertThat(fold.test()).isNotEmpty();
    }
  }

  @Test
  void groupsAreNamedByPathFileOrGlob() {
    SplitChoice choice =
        SplitChoice.lists("recording", List.of("r0.edf", "/data/r1.edf"), List.of("r[34].edf"));
    List<Fold> folds = Folds.of(windows("recording"), choice, 0);
    assertThat(folds).hasSize(1);
    assertThat(folds.get(0).train()).hasSize(4 + 5);
    assertThat(folds.get(0).test()).hasSize(7 + 8);
  }

  @Test
  void namesThatAreNoGroupsAreRefused() {
    List<WindowRow> rows = windows("recording");
    assertThatThrownBy(
            () -> Folds.of(rows, SplitChoice.lists("recording", List.of(), List.of("r9*")), 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--test: no recording is 'r9*'; there are [/data/r0.edf");
    assertThatThrownBy(
            () ->
                Folds.of(rows, SplitChoice.lists("recording", List.of("r*"), List.of("r1.edf")), 0))
        .hasMessage("--train and --test both name [/data/r1.edf]");
    assertThatThrownBy(
            () -> Folds.of(rows, SplitChoice.lists("recording", List.of(), List.of("r*")), 0))
        .hasMessageContaining("leaves none to train on");
  }

  @Test
  void windowsWithoutAGroupAreRefused() {
    List<WindowRow> rows =
        List.of(new WindowRow("r", 3, "a.edf", null, null, 0, 1, "a", null, null));
    assertThatThrownBy(() -> Folds.of(rows, SplitChoice.leaveOneOut("subject"), 0))
        .hasMessageContaining("--split-by subject: window 3 of a.edf has none");
  }

  @Test
  void aRecordingOnBothSidesIsRefusedUnlessItIsAllowed() {
    List<WindowRow> rows = windows("window");
    assertThatThrownBy(() -> Folds.of(rows, SplitChoice.folds("window", 3), 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("5 recordings on both sides")
        .hasMessageContaining("--allow-leakage");
    List<Fold> folds = Folds.of(rows, new SplitChoice("window", 3, Optional.empty(), true), 0);
    assertThat(folds).allSatisfy(fold -> assertThat(fold.overlap().recordings()).isEqualTo(5));
  }
}
