package org.eegptspark.job.command;

import org.eegptspark.model.BadInputException;
import org.eegptspark.model.signal.ArtifactThreshold;
import org.eegptspark.model.signal.BadChannels;
import org.eegptspark.model.signal.BandPass;
import org.eegptspark.model.signal.ElectrodeNames;
import org.eegptspark.model.signal.FirBandPass;
import org.eegptspark.model.signal.MissingChannels;
import org.eegptspark.model.signal.MontageChoice;
import org.eegptspark.model.signal.NamedProfile;
import org.eegptspark.model.signal.Notch;
import org.eegptspark.model.signal.Reference;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.Standardization;
import org.eegptspark.model.signal.WindowGrid;
import picocli.CommandLine.Option;

/** The signal steps before the model: those of a profile, each of which an option can change. */
final class SignalOptions {
  @Option(
      names = "--profile",
      defaultValue = "eegpt",
      paramLabel = "P",
      description = {
        "Steps as EEGPT's authors chose them: eegpt (default), tuab, sleep, bcic2a. The options",
        "below and --window change single ones."
      })
  String profile;

  @Option(
      names = "--montage",
      paramLabel = "M",
      description = {
        "Channels for the model: pretraining (default: the 58 of EEGPT), ten-twenty (19), auto",
        "(all known ones of each recording), or a list such as C3,CZ,C4."
      })
  String montage;

  @Option(
      names = "--missing",
      description =
          "A recording that lacks a channel of the montage: fail (default) or skip the channel.")
  String missing;

  @Option(
      names = "--rename",
      paramLabel = "LABEL=NAME,...",
      description = "Electrodes of channels that are named otherwise, such as E11=FZ,Fpz-Cz=FPZ.")
  String rename;

  @Option(
      names = "--bad-channels",
      description = {
        "Channels that the corpus marks as bad, or that are flat or clipped: keep (default), or",
        "leave-out of the average reference and the model."
      })
  String badChannels;

  @Option(
      names = "--notch",
      paramLabel = "HZ",
      description = "Remove line noise at this frequency, or none (default: off).")
  String notch;

  @Option(
      names = "--notch-harmonics",
      description = "Remove its harmonics as well, as far as the sampling rate goes.")
  boolean harmonics;

  @Option(
      names = "--band",
      paramLabel = "LOW-HIGH",
      description = {
        "Band-pass in Hz, such as 0.5-38, 0-30 (all below) or 1-inf (all above); none to leave out",
        "the profile's (default: off)."
      })
  String band;

  @Option(
      names = "--band-filter",
      description = "How: iir (default; Butterworth, order 4, both ways) or fir (as MNE's firwin).")
  String bandFilter;

  @Option(
      names = "--reference",
      description = {
        "Reference: average over the montage (default), linked-ears (A1 and A2, or M1 and M2),",
        "single:NAME, or none (as recorded)."
      })
  String reference;

  @Option(
      names = "--scaling",
      description = {
        "What the model is given: millivolts (default), or channels standardized by the recording's",
        "mean and standard deviation (zscore) or median and interquartile range (robust)."
      })
  String scaling;

  @Option(
      names = "--artifact-threshold",
      paramLabel = "UV",
      description = {
        "Mark windows whose peak-to-peak amplitude exceeds this in any channel, in the column",
        "artifact (default: no marks)."
      })
  Double artifactThreshold;

  /** The steps asked for. */
  SignalProfile profile() {
    SignalProfile steps = named().profile();
    MontageChoice choice = steps.montage();
    choice =
        new MontageChoice(
            montage == null ? choice.option() : montage,
            missing == null ? choice.missing() : MissingChannels.parse(missing),
            rename == null ? choice.names() : ElectrodeNames.parse(rename));
    steps = steps.withMontage(choice);
    if (badChannels != null) {
      steps = steps.withBadChannels(BadChannels.parse(badChannels));
    }
    if (notch != null) {
      steps = steps.withNotch(parseNotch());
    } else if (harmonics) {
      BadInputException.check(
          steps.notch() != null, "--notch-harmonics needs the frequency: --notch 50 or 60");
      steps =
          steps.withNotch(new Notch(steps.notch().frequencyHz(), steps.notch().quality(), true));
    }
    steps = withBand(steps);
    if (reference != null) {
      steps = steps.withReference(Reference.parse(reference));
    }
    return scaling == null ? steps : steps.withStandardization(Standardization.parse(scaling));
  }

  /** Where windows lie: by the options, or as long as the profile's and end to end. */
  WindowGrid grid(String window, String hop) {
    String length = window == null ? Integer.toString(named().windowSamples()) : window;
    return WindowGrid.parse(length, hop == null ? length : hop);
  }

  /** What marks windows; null for no marks. */
  ArtifactThreshold artifacts() {
    return artifactThreshold == null ? null : new ArtifactThreshold(artifactThreshold);
  }

  private NamedProfile named() {
    return NamedProfile.parse(profile);
  }

  private Notch parseNotch() {
    if (notch.equals("none")) {
      return null;
    }
    try {
      return new Notch(Double.parseDouble(notch), Notch.USUAL_QUALITY, harmonics);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          e, "--notch takes a frequency in Hz, such as 50, or none, but was '%s'", notch);
    }
  }

  private SignalProfile withBand(SignalProfile steps) {
    BadInputException.check(
        bandFilter == null || bandFilter.equals("iir") || bandFilter.equals("fir"),
        "--band-filter takes iir or fir, but was '%s'",
        bandFilter);
    if (band == null) {
      BadInputException.check(
          bandFilter == null, "--band-filter needs the band: --band LOW-HIGH, such as 0.5-38");
      return steps;
    }
    if (band.equals("none")) {
      return steps.withBandPass(null);
    }
    boolean fir =
        bandFilter == null ? steps.bandPass() instanceof FirBandPass : bandFilter.equals("fir");
    return steps.withBandPass(fir ? FirBandPass.parse(band) : BandPass.parse(band));
  }
}
