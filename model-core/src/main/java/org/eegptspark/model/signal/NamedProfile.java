package org.eegptspark.model.signal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.EegptConfig;

/**
 * Signal steps as EEGPT's authors chose them for a dataset, as far as they can be had without a
 * model trained on it: where the authors let a trained layer map the dataset's channels, the
 * electrodes that EEGPT knows are taken as they are.
 */
public enum NamedProfile {
  /** What EEGPT was trained on, {@link SignalProfile#DEFAULT}, in windows of 4 s. */
  EEGPT(SignalProfile.DEFAULT, 4),
  /**
   * TUAB: 0.1 to 75 Hz by MNE's FIR, a notch at 50 Hz, reference as recorded, units of 100 uV,
   * windows of 10 s. The authors give the model 200 Hz; here it is given the 256 Hz it was trained
   * on.
   */
  TUAB(
      SignalProfile.DEFAULT
          .withMontage(MontageChoice.parse("ten-twenty", MissingChannels.FAIL))
          .withNotch(new Notch(50, Notch.USUAL_QUALITY))
          .withBandPass(new FirBandPass(0.1, 75))
          .withReference(Reference.NONE)
          .withScale(new Scale(1e-2)),
      10),
  /**
   * Sleep-EDF: all below 30 Hz by MNE's FIR, each channel standardized, windows of 30 s. Channels
   * are the first electrodes of the derivations Fpz-Cz and Pz-Oz. The authors standardize by
   * window; here it is by recording, so that windows can share patches.
   */
  SLEEP(
      SignalProfile.DEFAULT
          .withMontage(
              MontageChoice.parse("FPZ,PZ", MissingChannels.SKIP)
                  .withNames(ElectrodeNames.parse("FPZ-CZ=FPZ,PZ-OZ=PZ")))
          .withBandPass(new FirBandPass(0, 30))
          .withReference(Reference.NONE)
          .withStandardization(Standardization.ZSCORE),
      30),
  /**
   * BCI Competition IV 2a: all below 38 Hz by a Butterworth filter of order 4, reference as
   * recorded, each channel standardized, windows of 4 s. Its files number most of the 22 channels,
   * in the order of the dataset's description. The authors standardize by a moving mean and spread;
   * here it is by recording.
   */
  BCIC2A(
      SignalProfile.DEFAULT
          .withMontage(
              MontageChoice.parse("auto", MissingChannels.FAIL)
                  .withNames(
                      ElectrodeNames.parse(
                          "EEG-0=FC3,EEG-1=FC1,EEG-2=FCZ,EEG-3=FC2,EEG-4=FC4,EEG-5=C5,EEG-6=C1,"
                              + "EEG-7=C2,EEG-8=C6,EEG-9=CP3,EEG-10=CP1,EEG-11=CPZ,EEG-12=CP2,"
                              + "EEG-13=CP4,EEG-14=P1,EEG-15=P2,EEG-16=POZ")))
          .withBandPass(new BandPass(0, 38, BandPass.USUAL_ORDER))
          .withReference(Reference.NONE)
          .withStandardization(Standardization.ZSCORE),
      4);

  private final SignalProfile profile;
  private final int windowSeconds;

  NamedProfile(SignalProfile profile, int windowSeconds) {
    this.profile = profile;
    this.windowSeconds = windowSeconds;
  }

  /**
   * The profile of a name, in any case.
   *
   * @throws BadInputException where there is none
   */
  public static NamedProfile parse(String name) {
    List<NamedProfile> all = Arrays.asList(values());
    return all.stream()
        .filter(profile -> profile.key().equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "Unknown profile '%s': expected %s",
                    name, all.stream().map(NamedProfile::key).collect(Collectors.joining(", "))));
  }

  /** The option's text. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its steps. */
  public SignalProfile profile() {
    return profile;
  }

  /** Its windows' length in samples at the model's rate. */
  public int windowSamples() {
    return windowSeconds * EegptConfig.SAMPLING_RATE_HZ;
  }
}
