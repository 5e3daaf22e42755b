package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.RecordingFacts;
import org.junit.jupiter.api.Test;

class SignalInputTest {
  private static final List<String> LABELS =
      List.of("EEG C3-REF", "EEG A1-REF", "EEG Cz-REF", "EEG A2-REF", "EEG C4-REF");
  private static final double[][] ROWS = {{1, 2}, {10, 20}, {3, 3}, {30, 40}, {5, 9}};
  private static final SignalProfile BASE =
      SignalProfile.DEFAULT.withMontage(MontageChoice.parse("C4,CZ,C3", MissingChannels.FAIL));

  private static double[][] read(SignalProfile profile, RecordingFacts facts) {
    return profile.input(LABELS, facts).read(channel -> ROWS[channel].clone());
  }

  private static RecordingFacts statistics(ChannelStatistics... channels) {
    return new RecordingFacts(List.of(), List.of(channels), Map.of());
  }

  private static ChannelStatistics fine(double mean, double sd) {
    return new ChannelStatistics(mean, sd, mean + 1, 2 * sd, 0, 0);
  }

  @Test
  void earsAndSingleElectrodesAreSubtractedAndNeedNotBeInTheMontage() {
    assertThat(read(BASE.withReference(Reference.LINKED_EARS), RecordingFacts.NONE))
        .isDeepEqualTo(new double[][] {{-15, -21}, {-17, -27}, {-19, -28}});
    assertThat(read(BASE.withReference(Reference.parse("single:a2")), RecordingFacts.NONE))
        .isDeepEqualTo(new double[][] {{-25, -31}, {-27, -37}, {-29, -38}});
    assertThat(read(BASE.withReference(Reference.parse("single:Cz")), RecordingFacts.NONE))
        .isDeepEqualTo(new double[][] {{2, 6}, {0, 0}, {-2, -1}});
  }

  @Test
  void aReferenceThatTheRecordingLacksIsRefused() {
    assertThatThrownBy(
            () ->
                BASE.withReference(Reference.LINKED_EARS)
                    .input(List.of("C3", "CZ", "C4", "A1"), RecordingFacts.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no A1 and A2, or M1 and M2")
        .hasMessageContaining("--reference");
    assertThatThrownBy(() -> Reference.parse("ears"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected average, linked-ears, single:NAME or none");
  }

  @Test
  void badChannelsAreLeftOutOfTheModelAndOfTheAverage() {
    ChannelStatistics flat = new ChannelStatistics(0, 1, 0, 1, 0.5, 0);
    RecordingFacts facts =
        new RecordingFacts(
            List.of("C3"), List.of(fine(0, 1), flat, flat, fine(0, 1), fine(0, 1)), Map.of());
    SignalProfile leaving = BASE.withBadChannels(BadChannels.LEAVE_OUT);

    SignalInput input = leaving.input(LABELS, facts);
    assertThat(input.montage().electrodes()).containsExactly("C4");
    assertThat(input.leftOut()).containsExactly("CZ", "C3");
    SignalBlock block =
        new SignalBlock(
            input.montage().electrodes(), 256, 0, input.read(channel -> ROWS[channel].clone()));
    assertThat(leaving.apply(block).samples()[0]).containsOnly(0);
    assertThat(BASE.input(LABELS, facts).montage().electrodes()).containsExactly("C4", "CZ", "C3");
  }

  @Test
  void aRecordingOfBadChannelsAloneIsRefused() {
    ChannelStatistics clipped = new ChannelStatistics(0, 1, 0, 1, 0, 0.02);
    assertThatThrownBy(
            () ->
                BASE.withBadChannels(BadChannels.LEAVE_OUT)
                    .input(LABELS, statistics(clipped, clipped, clipped, clipped, clipped)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "All of the recording's channels are bad: C4 CZ C3; use --bad-channels keep to take them"
                + " anyway");
  }

  @Test
  void standardizingTakesTheWholeRecordingsCentreAndSpread() {
    RecordingFacts facts = statistics(fine(1, 2), fine(0, 1), fine(3, 0), fine(0, 1), fine(5, 4));
    SignalProfile plain = BASE.withReference(Reference.NONE);

    assertThat(read(plain.withStandardization(Standardization.ZSCORE), facts))
        .isDeepEqualTo(new double[][] {{0, 1}, {0, 0}, {0, 0.5}});
    assertThat(read(plain.withStandardization(Standardization.ROBUST), facts))
        .isDeepEqualTo(new double[][] {{-0.125, 0.375}, {0, 0}, {-0.25, 0}});
    SignalBlock block = new SignalBlock(List.of("C3"), 256, 0, new double[][] {{0.5, -0.5}});
    assertThat(plain.withStandardization(Standardization.ZSCORE).apply(block).samples()[0])
        .containsExactly(0.5, -0.5);
  }

  @Test
  void standardizingIsRefusedWhereStatisticsAreMissingOrWouldNotHold() {
    SignalProfile zscore = BASE.withStandardization(Standardization.ZSCORE);
    assertThatThrownBy(() -> zscore.input(LABELS, RecordingFacts.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("ingest again");
    assertThatThrownBy(() -> zscore.withReference(Reference.LINKED_EARS))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--reference average or none");
  }
}
