package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.eegptspark.model.recording.brainvision.BrainVisionReader;
import org.eegptspark.model.recording.edf.EdfReader;
import org.junit.jupiter.api.Test;

class RecordingReadersTest {
  @Test
  void findsTheReaderByTheEnding() {
    assertThat(RecordingReaders.forFile("a/S001R03.EDF").orElseThrow())
        .isInstanceOf(EdfReader.class);
    assertThat(RecordingReaders.forFile("x.bdf").orElseThrow()).isInstanceOf(EdfReader.class);
    assertThat(RecordingReaders.forFile("s3://b/x.Vhdr").orElseThrow())
        .isInstanceOf(BrainVisionReader.class);
    assertThat(RecordingReaders.forFile("x.edf.event")).isEmpty();
    assertThat(RecordingReaders.forFile("x.eeg")).isEmpty();
  }

  @Test
  void hasAReaderForEachEndingThatItNames() {
    assertThat(RecordingReaders.endings())
        .isNotEmpty()
        .allSatisfy(ending -> assertThat(RecordingReaders.forFile("x" + ending)).isPresent());
  }

  @Test
  void knowsVoltagesInManySpellings() {
    for (String unit : new String[] {"uV", "µV", "μV", "ÂµV", "Î¼V", "\uFFFDV", " uV "}) {
      assertThat(VoltageUnit.microvolts(unit)).as(unit).hasValue(1);
    }
    assertThat(VoltageUnit.microvolts("mV")).hasValue(1000);
    assertThat(VoltageUnit.microvolts("V")).hasValue(1e6);
    assertThat(VoltageUnit.microvolts("nV")).hasValue(1e-3);
    for (String unit : new String[] {"", "Boolean", "degC", "kV", "MV", "µS", "Ohm"}) {
      assertThat(VoltageUnit.microvolts(unit)).as(unit).isEmpty();
    }
  }
}
