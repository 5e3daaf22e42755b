package org.eegptspark.job.command;

import org.eegptspark.model.BadInputException;
import org.eegptspark.model.signal.BandPass;
import org.eegptspark.model.signal.MissingChannels;
import org.eegptspark.model.signal.MontageChoice;
import org.eegptspark.model.signal.Notch;
import org.eegptspark.model.signal.SignalProfile;
import picocli.CommandLine.Option;

/** The signal steps before the model. */
final class SignalOptions {
  @Option(
      names = "--montage",
      defaultValue = "pretraining",
      paramLabel = "M",
      description = {
        "Channels for the model: pretraining (default: the 58 of EEGPT), ten-twenty (19), auto",
        "(all known ones of each recording), or a list such as C3,CZ,C4."
      })
  String montage;

  @Option(
      names = "--missing",
      defaultValue = "fail",
      description =
          "A recording that lacks a channel of the montage: fail (default) or skip the channel.")
  String missing;

  @Option(
      names = "--notch",
      paramLabel = "HZ",
      description = "Remove line noise at this frequency (default: off).")
  Double notchHz;

  @Option(
      names = "--band",
      paramLabel = "LOW-HIGH",
      description = "Band-pass in Hz, such as 0.5-38 (default: off).")
  String band;

  @Option(
      names = "--reference",
      defaultValue = "average",
      description = "Reference: average over the montage (default) or none.")
  String reference;

  SignalProfile profile() {
    BadInputException.check(
        reference.equals("average") || reference.equals("none"),
        "--reference takes average or none, but was '%s'",
        reference);
    return SignalProfile.DEFAULT
        .withMontage(MontageChoice.parse(montage, MissingChannels.parse(missing)))
        .withNotch(notchHz == null ? null : new Notch(notchHz, Notch.USUAL_QUALITY))
        .withBandPass(band == null ? null : BandPass.parse(band))
        .withAverageReference(reference.equals("average"));
  }
}
