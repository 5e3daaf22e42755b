package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.recording.RecordingFacts;
import org.eegptspark.model.recording.SignalGroup.Run;

/**
 * Everything that is done to a recording before its windows are cut, in this order: channels are
 * named and chosen, those that are bad left out, each standardized, a reference of ears or one
 * electrode subtracted; then notch, band-pass, average reference over the chosen channels, scale,
 * resampling.
 *
 * @param montage the channels
 * @param badChannels what happens to those of them that are no use
 * @param standardization whether channels are standardized by the recording's statistics; then they
 *     are not scaled
 * @param notch null for none
 * @param bandPass null for none
 * @param reference what channels are measured against
 * @param scale from the recording's microvolts to the model's unit
 * @param resample to the model's rate
 */
public record SignalProfile(
    MontageChoice montage,
    BadChannels badChannels,
    Standardization standardization,
    Notch notch,
    BandFilter bandPass,
    Reference reference,
    Scale scale,
    Resample resample)
    implements Serializable {
  /** What EEGPT was trained on: 58 channels, average reference, millivolts, 256 Hz, no filters. */
  public static final SignalProfile DEFAULT =
      new SignalProfile(
          MontageChoice.PRETRAINING,
          BadChannels.KEEP,
          Standardization.NONE,
          null,
          null,
          Reference.AVERAGE,
          Scale.MICROVOLTS_TO_MILLIVOLTS,
          new Resample(EegptConfig.SAMPLING_RATE_HZ));

  private static final String VERSION = "eegpt-signal 1";

  /** Refuses a profile without its obligatory steps, and steps that do not go together. */
  public SignalProfile {
    check(
        montage != null && scale != null && resample != null && reference != null,
        "A signal profile needs a montage, a reference, a scale and a rate");
    check(
        standardization == Standardization.NONE || !reference.isOfChannels(),
        "--scaling %s takes channels as they were recorded: it goes with --reference average or none,"
            + " not with ears or one electrode",
        standardization.name().toLowerCase(Locale.ROOT));
  }

  /** This profile with other channels. */
  public SignalProfile withMontage(MontageChoice other) {
    return new SignalProfile(
        other, badChannels, standardization, notch, bandPass, reference, scale, resample);
  }

  /** This profile with another choice for bad channels. */
  public SignalProfile withBadChannels(BadChannels other) {
    return new SignalProfile(
        montage, other, standardization, notch, bandPass, reference, scale, resample);
  }

  /** This profile with another standardization, or none. */
  public SignalProfile withStandardization(Standardization other) {
    return new SignalProfile(
        montage, badChannels, other, notch, bandPass, reference, scale, resample);
  }

  /** This profile with another notch, or none for null. */
  public SignalProfile withNotch(Notch other) {
    return new SignalProfile(
        montage, badChannels, standardization, other, bandPass, reference, scale, resample);
  }

  /** This profile with another band-pass, or none for null. */
  public SignalProfile withBandPass(BandFilter other) {
    return new SignalProfile(
        montage, badChannels, standardization, notch, other, reference, scale, resample);
  }

  /** This profile with another reference. */
  public SignalProfile withReference(Reference other) {
    return new SignalProfile(
        montage, badChannels, standardization, notch, bandPass, other, scale, resample);
  }

  /** This profile for recordings of another unit. */
  public SignalProfile withScale(Scale other) {
    return new SignalProfile(
        montage, badChannels, standardization, notch, bandPass, reference, other, resample);
  }

  /** This profile for a model of another rate. */
  public SignalProfile withTargetHz(double targetHz) {
    return new SignalProfile(
        montage,
        badChannels,
        standardization,
        notch,
        bandPass,
        reference,
        scale,
        new Resample(targetHz));
  }

  /** The rate of the result, in Hz. */
  public double targetHz() {
    return resample.targetHz();
  }

  /** The steps after the channels are chosen, in their order. */
  public List<SignalStep> steps() {
    List<SignalStep> steps = stepsAtInputRate();
    steps.add(resample);
    return steps;
  }

  /**
   * The channels of a recording that go into the steps.
   *
   * @param fileLabels of its channels
   * @param facts of the whole recording
   * @throws org.eegptspark.model.BadInputException where channels are missing, all of them are bad,
   *     or statistics are asked for that the recording lacks
   */
  public SignalInput input(List<String> fileLabels, RecordingFacts facts) {
    return SignalInput.of(this, fileLabels, facts);
  }

  /**
   * Does all of it to a stretch of a recording.
   *
   * @param raw all channels of the file {@code [C, T]}, microvolts; the chosen rows may be
   *     overwritten
   * @param selection what {@link MontageChoice#select} found among the file's labels
   * @return the chosen channels {@code [selection, T']} at the target rate
   * @throws org.eegptspark.model.BadInputException where a step cannot be done to such a signal
   */
  public SignalBlock apply(SignalBlock raw, MontageChoice.Selection selection) {
    return apply(raw.select(selection));
  }

  /**
   * As {@link #apply(SignalBlock, MontageChoice.Selection)}, for a block that holds the chosen
   * channels only, in the montage's order.
   */
  public SignalBlock apply(SignalBlock chosen) {
    SignalBlock block = chosen;
    for (SignalStep step : steps()) {
      block = step.apply(block);
    }
    return block;
  }

  /**
   * How much signal on each side of an instant the result there depends on.
   *
   * @param samplingRateHz of the recording
   * @return seconds
   */
  public double marginSeconds(double samplingRateHz) {
    return filterMargin(samplingRateHz) / samplingRateHz + resample.marginSeconds(samplingRateHz);
  }

  /**
   * Samples before a segment's core that its windows may depend on.
   *
   * @param samplingRateHz of the recording
   */
  public long haloBefore(double samplingRateHz) {
    ResampleRatio ratio = resample.ratio(samplingRateHz);
    return ResampleRatio.ceilDiv(ratio.halfLength(), ratio.up()) + filterMargin(samplingRateHz);
  }

  /**
   * Samples after a segment's core that its windows may depend on: those that start in the core
   * reach a window's length beyond it.
   *
   * @param samplingRateHz of the recording
   */
  public long haloAfter(double samplingRateHz, WindowGrid grid) {
    ResampleRatio ratio = resample.ratio(samplingRateHz);
    long reach = Math.multiplyExact((long) grid.windowSamples(), ratio.down()) + ratio.halfLength();
    return ResampleRatio.ceilDiv(reach, ratio.up()) + filterMargin(samplingRateHz);
  }

  /**
   * The input that a stretch of the result depends on.
   *
   * @param samplingRateHz of the recording
   * @param run the uninterrupted stretch of the recording that it is of: beyond its ends there is
   *     nothing to depend on
   * @param firstOutput first sample of the result, at the target rate
   * @param endOutput the sample after the last
   * @return samples of the recording
   */
  public Run inputOf(double samplingRateHz, Run run, long firstOutput, long endOutput) {
    ResampleRatio ratio = resample.ratio(samplingRateHz);
    long margin = filterMargin(samplingRateHz);
    long from = Math.max(run.firstSample(), ratio.firstInputOf(firstOutput) - margin);
    long to = Math.min(run.end(), ratio.endInputOf(endOutput - 1) + margin);
    return new Run(from, to - from);
  }

  /**
   * {@code signal_id}: the first 16 hexadecimal digits of the SHA-256 of {@link #describe}. Two
   * runs of one id give the same windows of the same recordings.
   */
  public String id(WindowGrid grid) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(describe(grid).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The whole profile and the grid as canonical text, a line a step. */
  public String describe(WindowGrid grid) {
    List<String> lines = new ArrayList<>(List.of(VERSION, montage.describe()));
    if (badChannels != BadChannels.KEEP) {
      lines.add(badChannels.describe());
    }
    if (standardization != Standardization.NONE) {
      lines.add(standardization.describe());
    }
    if (reference.isOfChannels()) {
      lines.add(reference.describe());
    }
    steps().forEach(step -> lines.add(step.describe()));
    lines.add(grid.describe());
    return String.join("\n", lines);
  }

  /** Samples that the steps before resampling reach to each side. */
  long filterMargin(double samplingRateHz) {
    long samples = 0;
    for (SignalStep step : stepsAtInputRate()) {
      samples += (long) Math.ceil(step.marginSeconds(samplingRateHz) * samplingRateHz - 1e-6);
    }
    return samples;
  }

  private List<SignalStep> stepsAtInputRate() {
    List<SignalStep> steps = new ArrayList<>();
    if (notch != null) {
      steps.add(notch);
    }
    if (bandPass != null) {
      steps.add(bandPass);
    }
    if (reference.kind() == Reference.Kind.AVERAGE) {
      steps.add(new AverageReference());
    }
    if (standardization == Standardization.NONE) {
      steps.add(scale);
    }
    return steps;
  }
}
