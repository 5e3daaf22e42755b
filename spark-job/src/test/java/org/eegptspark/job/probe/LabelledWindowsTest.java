package org.eegptspark.job.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eegptspark.job.probe.LabelChoice.ClassOfLabels;
import org.junit.jupiter.api.Test;

class LabelledWindowsTest {
  private static WindowRow window(String recording, long window, String label) {
    return WindowsTable.window(recording, "s", window, label);
  }

  private static final List<WindowRow> WINDOWS =
      List.of(
          window("b", 1, "T1"),
          window("b", 0, "T0"),
          window("a", 7, "T2"),
          window("a", 5, null),
          window("a", 6, "T0"));

  private static LabelChoice choice(String... classes) {
    return new LabelChoice(
        "label",
        false,
        Optional.empty(),
        Arrays.stream(classes).map(ClassOfLabels::parse).toList(),
        OptionalLong.empty());
  }

  @Test
  void aLabelIsAClassUnlessClassesAreNamed() {
    LabelledWindows windows = LabelledWindows.of(WINDOWS, choice());
    assertThat(windows.classes()).containsExactly("T0", "T1", "T2");
    assertThat(windows.rows()).extracting(WindowRow::window).containsExactly(6L, 7L, 0L, 1L);
    assertThat(windows.targets()).containsExactly(0, 2, 0, 1);
    assertThat(windows.unlabelled()).isEqualTo(1);
  }

  @Test
  void severalLabelsMayBeOneClassAndOthersAreLeftOut() {
    LabelledWindows moving = LabelledWindows.of(WINDOWS, choice("rest=T0", "movement=T1,T2"));
    assertThat(moving.classes()).containsExactly("rest", "movement");
    assertThat(moving.targets()).containsExactly(0, 1, 0, 1);
    LabelledWindows fists = LabelledWindows.of(WINDOWS, choice("T2", "T1"));
    assertThat(fists.targets()).containsExactly(0, 1);
    assertThat(fists.unlabelled()).isEqualTo(3);
  }

  @Test
  void whatMakesNoClassesIsRefused() {
    assertThatThrownBy(() -> choice("rest=T0", "movement=T1,T0"))
        .hasMessage("--classes has label 'T0' in two classes, rest and movement");
    assertThatThrownBy(() -> ClassOfLabels.parse("rest=")).hasMessageContaining("NAME=LABEL,LABEL");
    assertThatThrownBy(() -> LabelledWindows.of(WINDOWS, choice("rest=T0", "sleep=N1")))
        .hasMessageContaining("'rest'");
    assertThatThrownBy(() -> LabelledWindows.of(WINDOWS, choice("a=N1", "b=N2")))
        .hasMessageContaining("None of 5 windows has a label");
    List<WindowRow> twice = List.of(window("a", 1, "T0"), window("a", 1, "T1"));
    assertThatThrownBy(() -> LabelledWindows.of(twice, choice()))
        .hasMessageContaining("window 1 of recording a twice");
  }

  @Test
  void shuffledLabelsAreTheSameLabelsOnOtherWindows() {
    LabelChoice shuffled =
        new LabelChoice("label", false, Optional.empty(), List.of(), OptionalLong.of(3));
    double[] targets = LabelledWindows.of(WINDOWS, shuffled).targets();
    assertThat(targets).containsExactlyInAnyOrder(0, 0, 1, 2);
    assertThat(targets).isEqualTo(LabelledWindows.of(WINDOWS, shuffled).targets());
  }

  @Test
  void levelsAboveWindowsAreVotes() {
    LabelledWindows windows =
        LabelledWindows.of(
            List.of(
                window("a", 0, "x"),
                window("a", 1, "x"),
                window("a", 2, "x"),
                window("a", 3, "y"),
                window("b", 0, "y"),
                window("b", 2, "y")),
            choice());
    double[][] outputs = {{0.9, 0.1}, {0.4, 0.6}, {0.45, 0.55}, {0.2, 0.8}, {0.6, 0.4}, {0.1, 0.9}};
    Predictions predictions =
        new Predictions(windows, new int[] {0, 1, 2, 3, 4, 5}, new int[6], outputs);
    // Trials: a's three of x, its one of y, and b's two of y, which are not neighbours.
    assertThat(accuracy(predictions, Level.window, Vote.mean)).isEqualTo(3 / 6.0);
    assertThat(accuracy(predictions, Level.trial, Vote.mean)).isEqualTo(3 / 4.0);
    assertThat(accuracy(predictions, Level.trial, Vote.majority)).isEqualTo(2 / 4.0);
    assertThatThrownBy(() -> Units.of(predictions, Level.recording, Vote.mean))
        .hasMessageContaining("/data/a.edf has windows of several labels");
  }

  private static double accuracy(Predictions predictions, Level level, Vote vote) {
    return Units.of(predictions, level, vote).evaluation().metrics().get("accuracy");
  }
}
