package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowGridTest {
  @ParameterizedTest
  @CsvSource({
    "4s, 1s, 1024, 256",
    "4S, 500ms, 1024, 128",
    "1024, 512, 1024, 512",
    "0.25s, 62.5 ms, 64, 16",
    "1.50s, 1, 384, 1"
  })
  void readsSecondsMillisecondsAndSamples(String window, String hop, int samples, int hopSamples) {
    assertThat(WindowGrid.parse(window, hop)).isEqualTo(new WindowGrid(samples, hopSamples));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-4s", "4m", "1e3", "4,5s", "four", "4 s s"})
  void refusesWhatIsNoLength(String option) {
    assertThatThrownBy(() -> WindowGrid.parse(option, "1s"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Cannot read window '%s': expected a length such as 4s, 500ms or 1024 (samples at 256"
                + " Hz)",
            option);
  }

  @Test
  void refusesPartsOfSamplesAndLengthsOutOfRange() {
    assertThatThrownBy(() -> WindowGrid.parse("4s", "0.3s"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Cannot use hop '0.3s': it is 76.8 samples at 256 Hz, and must be a whole number, such"
                + " as 77");
    assertThatThrownBy(() -> WindowGrid.parse("0", "1s"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("1 sample or more");
    assertThatThrownBy(() -> WindowGrid.parse("9999999s", "1s"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("at most 2147483647");
  }

  @Test
  void countsWindowsFromTheRecordingsStart() {
    WindowGrid grid = new WindowGrid(1024, 256);

    assertThat(grid.startOf(3)).isEqualTo(768);
    assertThat(grid.endOf(3)).isEqualTo(1792);
    assertThat(grid.firstWindowAtOrAfter(0)).isZero();
    assertThat(grid.firstWindowAtOrAfter(768)).isEqualTo(3);
    assertThat(grid.firstWindowAtOrAfter(769)).isEqualTo(4);
    assertThat(grid.endWindowWithin(1023)).isZero();
    assertThat(grid.endWindowWithin(1024)).isEqualTo(1);
    assertThat(grid.endWindowWithin(1279)).isEqualTo(1);
    assertThat(grid.endWindowWithin(1280)).isEqualTo(2);
  }
}
