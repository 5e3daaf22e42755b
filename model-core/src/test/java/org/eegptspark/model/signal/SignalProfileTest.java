package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;

class SignalProfileTest {
  private static final SignalProfile FULL =
      SignalProfile.DEFAULT
          .withMontage(MontageChoice.parse("C3,T3", MissingChannels.SKIP))
          .withBandPass(new BandPass(0.5, Double.POSITIVE_INFINITY, 4))
          .withNotch(new Notch(60, 30));

  @Test
  void choosesReferencesScalesAndResamples() {
    SignalProfile profile =
        SignalProfile.DEFAULT
            .withMontage(MontageChoice.parse("C4,C3", MissingChannels.FAIL))
            .withTargetHz(100);
    List<String> labels = List.of("C3..", "ECG", "C4..");
    SignalBlock raw =
        new SignalBlock(
            labels, 100, 40, new double[][] {{10, 20, 30}, {900, 900, 900}, {30, 10, 30}});

    SignalBlock out = profile.apply(raw, profile.montage().select(labels));

    assertThat(out.channels()).containsExactly("C4", "C3");
    assertThat(out.samplingRateHz()).isEqualTo(100);
    assertThat(out.firstSample()).isEqualTo(40);
    assertThat(out.samples()[0]).containsExactly(new double[] {0.010, -0.005, 0}, within(1e-18));
    assertThat(out.samples()[1]).containsExactly(new double[] {-0.010, 0.005, 0}, within(1e-18));
  }

  @Test
  void leavesOutTheReferenceOnRequest() {
    SignalProfile profile =
        SignalProfile.DEFAULT
            .withReference(Reference.NONE)
            .withScale(new Scale(2))
            .withTargetHz(10);

    assertThat(profile.apply(Noise.block(10, 1, 2, 3)).samples()[0]).containsExactly(2, 4, 6);
  }

  @Test
  void doesTheStepsInTheStatedOrder() {
    assertThat(FULL.describe(new WindowGrid(1024, 256)))
        .isEqualTo(
            """
            eegpt-signal 1
            montage electrodes=C3,T7 missing=skip
            notch frequency_hz=60 quality=30
            band-pass low_hz=0.5 high_hz=inf order=4
            average-reference
            scale factor=0.001
            resample target_hz=256 window=kaiser:5
            windows length=1024 hop=256""");
  }

  @Test
  void keepsTheIdsOfEarlierVersions() {
    assertThat(SignalProfile.DEFAULT.id(WindowGrid.DEFAULT)).isEqualTo("3fde5efd664efc31");
    assertThat(FULL.id(new WindowGrid(1024, 256))).isEqualTo("1f455127b711d820");
  }

  @Test
  void everyChangeOfTheResultChangesTheId() {
    SignalProfile base = SignalProfile.DEFAULT;
    WindowGrid grid = WindowGrid.DEFAULT;
    MontageChoice skip = MontageChoice.parse("pretraining", MissingChannels.SKIP);

    assertThat(
            Stream.of(
                base.id(grid),
                base.id(new WindowGrid(1024, 512)),
                base.id(new WindowGrid(512, 1024)),
                base.withMontage(skip).id(grid),
                base.withMontage(MontageChoice.parse("auto", MissingChannels.FAIL)).id(grid),
                base.withMontage(MontageChoice.parse("19", MissingChannels.FAIL)).id(grid),
                base.withNotch(new Notch(50, 30)).id(grid),
                base.withNotch(new Notch(60, 30)).id(grid),
                base.withNotch(new Notch(60, 20)).id(grid),
                base.withBandPass(new BandPass(0.5, 38, 4)).id(grid),
                base.withBandPass(new BandPass(0, 38, 4)).id(grid),
                base.withBandPass(new BandPass(0.5, 38, 2)).id(grid),
                base.withBandPass(new FirBandPass(0.5, 38)).id(grid),
                base.withNotch(new Notch(60, 30, true)).id(grid),
                base.withReference(Reference.NONE).id(grid),
                base.withReference(Reference.LINKED_EARS).id(grid),
                base.withReference(Reference.parse("single:A1")).id(grid),
                base.withReference(Reference.parse("single:A2")).id(grid),
                base.withBadChannels(BadChannels.LEAVE_OUT).id(grid),
                base.withStandardization(Standardization.ZSCORE).id(grid),
                base.withStandardization(Standardization.ROBUST).id(grid),
                base.withScale(new Scale(1)).id(grid),
                base.withTargetHz(200).id(grid)))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  @Test
  void theSameChannelsWrittenOtherwiseKeepTheId() {
    assertThat(
            SignalProfile.DEFAULT
                .withMontage(
                    MontageChoice.parse(
                        "fp1,FP2,f7,F3,Fz,F4,F8,T3,C3,CZ,C4,T4,T5,P3,PZ,P4,T6,O1,O2",
                        MissingChannels.FAIL))
                .id(WindowGrid.DEFAULT))
        .isEqualTo(
            SignalProfile.DEFAULT
                .withMontage(MontageChoice.parse("19", MissingChannels.FAIL))
                .id(WindowGrid.DEFAULT));
  }

  @Test
  void theMarginIsTheSumOfTheSteps() {
    assertThat(SignalProfile.DEFAULT.marginSeconds(160)).isEqualTo(10 / 160.0);
    assertThat(SignalProfile.DEFAULT.marginSeconds(512)).isEqualTo(20 / 512.0);
    assertThat(SignalProfile.DEFAULT.marginSeconds(256)).isZero();
    // A notch's response dies as exp(-pi * width * t): ln(1e9) / (pi * 2 Hz) = 3.3 s.
    assertThat(SignalProfile.DEFAULT.withNotch(new Notch(60, 30)).marginSeconds(256))
        .isCloseTo(Math.log(1e9) / (2 * Math.PI), within(0.01));
  }

  @Test
  void travelsToOtherMachines() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(FULL);
      out.writeObject(WindowGrid.DEFAULT);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(FULL);
      assertThat(in.readObject()).isEqualTo(WindowGrid.DEFAULT);
    }
  }

  @Test
  void refusesBlocksThatAreNone() {
    assertThatThrownBy(() -> new SignalBlock(List.of("C3"), 256, 0, new double[2][5]))
        .isInstanceOf(BadInputException.class)
        .hasMessage("A block of signal has 1 channel names for 2 rows");
    assertThatThrownBy(
            () -> new SignalBlock(List.of("C3", "C4"), 256, 0, new double[][] {{1}, {1, 2}}))
        .isInstanceOf(BadInputException.class)
        .hasMessage("A block of signal has rows of 1 and of 2 samples");
    assertThatThrownBy(() -> new SignalBlock(List.of(), 0, 0, new double[0][]))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> new Scale(0)).isInstanceOf(BadInputException.class);
  }
}
