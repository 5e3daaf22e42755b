package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.Montage;
import org.junit.jupiter.api.Test;

class NamedProfileTest {
  @Test
  void theDefaultIsThatOfEarlierVersions() {
    NamedProfile eegpt = NamedProfile.parse("EEGPT");
    assertThat(eegpt.profile()).isEqualTo(SignalProfile.DEFAULT);
    assertThat(eegpt.windowSamples()).isEqualTo(WindowGrid.DEFAULT.windowSamples());
  }

  @Test
  void tuabTakesTheTenTwentySystemAndAFilterWhoseHaloIsToldInTheDocs() {
    SignalProfile tuab = NamedProfile.parse("tuab").profile();
    assertThat(tuab.montage().select(Montage.TEN_TWENTY_19.electrodes()).montage().size())
        .isEqualTo(19);
    assertThat(tuab.haloBefore(250) / 250.0).isBetween(16.5, 21.0);
    assertThat(tuab.describe(WindowGrid.DEFAULT))
        .contains("notch frequency_hz=50 quality=30")
        .contains("fir-band-pass low_hz=0.1 high_hz=75")
        .contains("scale factor=0.01");
  }

  @Test
  void sleepTakesTheFirstElectrodesOfItsDerivations() {
    MontageChoice.Selection found =
        NamedProfile.parse("sleep")
            .profile()
            .montage()
            .select(List.of("EEG Fpz-Cz", "EEG Pz-Oz", "EOG horizontal", "EMG submental"));
    assertThat(found.montage().electrodes()).containsExactly("FPZ", "PZ");
    assertThat(found.indices()).containsExactly(0, 1);
  }

  @Test
  void bcic2aKnowsTheNumberedChannels() {
    MontageChoice.Selection found =
        NamedProfile.parse("bcic2a")
            .profile()
            .montage()
            .select(
                List.of(
                    "EEG-Fz",
                    "EEG-0",
                    "EEG-1",
                    "EEG-2",
                    "EEG-3",
                    "EEG-4",
                    "EEG-5",
                    "EEG-C3",
                    "EEG-6",
                    "EEG-Cz",
                    "EEG-7",
                    "EEG-C4",
                    "EEG-8",
                    "EEG-9",
                    "EEG-10",
                    "EEG-11",
                    "EEG-12",
                    "EEG-13",
                    "EEG-14",
                    "EEG-Pz",
                    "EEG-15",
                    "EEG-16",
                    "EOG-left"));
    assertThat(found.montage().electrodes())
        .containsExactly(
            "FZ", "FC3", "FC1", "FCZ", "FC2", "FC4", "C5", "C3", "C1", "CZ", "C2", "C4", "C6",
            "CP3", "CP1", "CPZ", "CP2", "CP4", "P1", "PZ", "P2", "POZ");
    assertThat(found.indices()).isSorted();
  }

  @Test
  void namesThatEegptDoesNotKnowAreRefused() {
    assertThatThrownBy(() -> NamedProfile.parse("tuev"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("Unknown profile 'tuev': expected eegpt, tuab, sleep, bcic2a");
    assertThatThrownBy(() -> ElectrodeNames.parse("E1=XX"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("Cannot rename E1 to XX, which EEGPT does not know");
    assertThatThrownBy(() -> ElectrodeNames.parse("E1"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected LABEL=ELECTRODE");
  }

  @Test
  void otherNamesChangeTheId() {
    MontageChoice plain = MontageChoice.parse("auto", MissingChannels.FAIL);
    assertThat(
            SignalProfile.DEFAULT
                .withMontage(plain.withNames(ElectrodeNames.parse("E1=CZ")))
                .id(WindowGrid.DEFAULT))
        .isNotEqualTo(SignalProfile.DEFAULT.withMontage(plain).id(WindowGrid.DEFAULT));
  }
}
