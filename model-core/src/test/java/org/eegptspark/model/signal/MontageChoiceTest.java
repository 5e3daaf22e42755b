package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.Montage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MontageChoiceTest {
  private static final List<String> FILE =
      List.of("EEG O1-REF", "ECG", "Fp1.", "EEG T3-REF", "T7", "Cz..");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "58 | pretraining",
        "Pretraining | pretraining",
        "19 | ten-twenty",
        "ten-twenty | ten-twenty",
        "AUTO | auto",
        "c3, T3,Cz | C3,T7,CZ"
      })
  void bringsAnOptionToOneForm(String option, String canonical) {
    assertThat(MontageChoice.parse(option, MissingChannels.FAIL).option()).isEqualTo(canonical);
  }

  @Test
  void findsTheListedChannelsInTheListsOrder() {
    MontageChoice.Selection selection =
        MontageChoice.parse("CZ,FP1,O1", MissingChannels.FAIL).select(FILE);

    assertThat(selection.montage().electrodes()).containsExactly("CZ", "FP1", "O1");
    assertThat(selection.indices()).containsExactly(5, 2, 0);
  }

  @Test
  void takesTheFirstOfTwoChannelsOfOneName() {
    assertThat(MontageChoice.parse("T7", MissingChannels.FAIL).select(FILE).indices())
        .containsExactly(3);
  }

  @Test
  void autoTakesWhatIsKnownInTheModelsOrder() {
    MontageChoice.Selection selection =
        MontageChoice.parse("auto", MissingChannels.FAIL).select(FILE);

    assertThat(selection.montage().electrodes()).containsExactly("FP1", "T7", "CZ", "O1");
    assertThat(selection.indices()).containsExactly(2, 3, 5, 0);
  }

  @Test
  void skipLeavesOutWhatIsMissing() {
    MontageChoice.Selection selection =
        MontageChoice.parse("ten-twenty", MissingChannels.SKIP).select(FILE);

    assertThat(selection.montage().electrodes()).containsExactly("FP1", "T7", "CZ", "O1");
    assertThat(selection.indices()).containsExactly(2, 3, 5, 0);
  }

  @Test
  void failNamesTheMissingThePresentAndTheWayOut() {
    assertThatThrownBy(() -> MontageChoice.parse("CZ,C3,C4,O1", MissingChannels.FAIL).select(FILE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "The recording lacks 2 of the montage's 4 channels: C3 C4; it has CZ O1: use --montage"
                + " auto to take all known ones that are there, or --missing skip to leave these"
                + " out");
  }

  @Test
  void thePretrainingMontageIsAllOf58() {
    List<String> labels = new ArrayList<>(Montage.PRETRAINING_58.electrodes());

    assertThat(MontageChoice.PRETRAINING.select(labels).montage())
        .isEqualTo(Montage.PRETRAINING_58);
    labels.remove("POZ");
    assertThatThrownBy(() -> MontageChoice.PRETRAINING.select(labels))
        .hasMessageContaining("lacks 1 of the montage's 58 channels: POZ;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pretraining", "ten-twenty", "auto", "C3,C4"})
  void aRecordingWithNoneOfThemIsRefusedInEveryMode(String option) {
    for (MissingChannels missing : MissingChannels.values()) {
      assertThatThrownBy(
              () -> MontageChoice.parse(option, missing).select(List.of("ECG", "100%", "EMG")))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("none of the montage's electrodes")
          .hasMessageContaining("[ECG, 100%, EMG]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "C3,,C4", "C3,XX", "C3,c3", "T3,T7", "57"})
  void refusesWhatIsNoMontage(String option) {
    assertThatThrownBy(() -> MontageChoice.parse(option, MissingChannels.SKIP))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "Cannot use montage '"
                + option
                + "': expected pretraining, ten-twenty, auto or electrodes");
  }

  @Test
  void readsWhatToDoAboutMissingChannels() {
    assertThat(MissingChannels.parse("Skip")).isEqualTo(MissingChannels.SKIP);
    assertThat(MissingChannels.parse("fail")).isEqualTo(MissingChannels.FAIL);
    assertThatThrownBy(() -> MissingChannels.parse("ignore"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("Unknown choice for missing channels 'ignore': expected fail or skip");
  }
}
