package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.eegptspark.model.config.Electrodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelNamesTest {
  @ParameterizedTest
  @CsvSource({
    "Fc5., FC5",
    "C3.., C3",
    "Cz.., CZ",
    "EEG Fp1-REF, FP1",
    "EEG T3-LE, T7",
    "eeg t4-ref, T8",
    "EEG  T5 - REF, P7",
    "T6, P8",
    "FCz, FCZ",
    "' Oz ', OZ",
    "EEG FPZ, FPZ",
    "EEG Fp1-M2, FP1",
    "C3-A2, C3",
    "EEG A1-REF, A1",
    "EEG O1-(A1+A2), O1",
    "EEG Fpz-Cz, FPZ-CZ",
    "F7-T3, F7-T3",
    "A1-A2, A1",
    "ECG, ECG",
    "EEG, EEG",
    "EEGFP1, EEGFP1",
    "'', ''"
  })
  void makesOneNameOfTheManyThatRecordersWrite(String label, String name) {
    assertThat(ChannelNames.normalize(label)).isEqualTo(name);
  }

  @Test
  void leavesTheModelsNamesAsTheyAre() {
    List<String> normalized =
        Electrodes.NAMES.stream().map(ChannelNames::normalize).collect(Collectors.toList());

    assertThat(normalized).isEqualTo(Electrodes.NAMES);
  }
}
