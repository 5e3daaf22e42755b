package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.config.NamedConfigs;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  @Test
  void loadsTheDemonstrationWeightsAndSaysWhatTheyAre() {
    Checkpoint demo = Checkpoints.load("demo");

    assertThat(demo.config()).isEqualTo(NamedConfigs.get("little"));
    assertThat(demo.channels()).isEqualTo(Montage.PRETRAINING_58.electrodes());
    assertThat(demo.description()).contains("demonstration", "one subject", "not for science");
  }

  @Test
  void loadsUntrainedWeightsOfANamedConfigurationAndSaysSo() {
    Checkpoint synthetic = Checkpoints.load("synthetic:base3");

    assertThat(synthetic.config()).isEqualTo(EegptConfig.of(512, 1, 6, 8));
    assertThat(synthetic.channels()).isEmpty();
    assertThat(synthetic.description()).startsWith("synthetic:base3 ").contains("untrained");
  }

  @Test
  void refusesAnUnknownConfigurationListingTheKnownOnes() {
    assertThatThrownBy(() -> Checkpoints.load("synthetic:huge"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("huge", "tiny1", "large");
  }
}
