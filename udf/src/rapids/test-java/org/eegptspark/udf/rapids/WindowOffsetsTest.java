package org.eegptspark.udf.rapids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.udf.rapids.WindowOffsets.Window;
import org.junit.jupiter.api.Test;

class WindowOffsetsTest {
  private static final WindowOffsets FLAT = new WindowOffsets(new int[] {0, 6, 6, 14}, null);
  private static final WindowOffsets NESTED =
      new WindowOffsets(
          new int[] {0, 2, 2, 5, 7, 9}, new int[] {0, 3, 6, 10, 14, 17, 21, 25, 28, 32});

  @Test
  void samplesChannelAfterChannelAreAsManyEach() {
    assertThat(FLAT.window(0, 2)).isEqualTo(new Window(0, 3));
    assertThat(FLAT.window(2, 4)).isEqualTo(new Window(6, 2));
    assertThatThrownBy(() -> FLAT.window(2, 3))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Row 2 of the batch: 8 samples are not those of 3 channels, channel after channel");
    assertThatThrownBy(() -> FLAT.window(1, 2)).hasMessageContaining("0 samples are not those");
  }

  @Test
  void arraysOfChannelsSamplesAreOneAChannelAndEquallyLong() {
    assertThat(NESTED.window(0, 2)).isEqualTo(new Window(0, 3));
    assertThat(NESTED.window(3, 2)).isEqualTo(new Window(17, 4));
    assertThatThrownBy(() -> NESTED.window(0, 3))
        .hasMessage("Row 0 of the batch: 2 arrays of samples were given for 3 channels");
    assertThatThrownBy(() -> NESTED.window(2, 3))
        .hasMessage("Row 2 of the batch: channel 2 has 3 samples, but channel 0 has 4");
    assertThatThrownBy(() -> NESTED.window(4, 2))
        .hasMessage("Row 4 of the batch: channel 1 has 4 samples, but channel 0 has 3");
  }

  @Test
  void aCallOfTheEngineHoldsConsecutiveWindowsOfOneKind() {
    WindowRuns windows = new WindowRuns();
    windows.add(List.of("FZ", "CZ"), new Window(0, 3));
    windows.add(List.of("FZ", "CZ"), new Window(6, 3));
    windows.add(List.of("FZ", "CZ"), new Window(12, 4));
    windows.add(List.of("CZ", "FZ"), new Window(20, 4));
    windows.add(List.of("CZ", "FZ"), new Window(28, 4));
    assertThat(windows.runs())
        .containsExactly(
            new WindowRuns.Run(List.of("FZ", "CZ"), 3, List.of(0L, 6L)),
            new WindowRuns.Run(List.of("FZ", "CZ"), 4, List.of(12L)),
            new WindowRuns.Run(List.of("CZ", "FZ"), 4, List.of(20L, 28L)));
  }
}
