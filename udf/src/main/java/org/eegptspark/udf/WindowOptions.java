package org.eegptspark.udf;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.VoltageUnit;
import org.eegptspark.model.signal.BandPass;
import org.eegptspark.model.signal.MissingChannels;
import org.eegptspark.model.signal.MontageChoice;
import org.eegptspark.model.signal.Notch;
import org.eegptspark.model.signal.Reference;
import org.eegptspark.model.signal.Scale;
import org.eegptspark.model.signal.SignalProfile;

/**
 * What a call's options say of its windows. All of them unset, a window goes to the model as it is:
 * all its channels in their order, in millivolts, resampled where its rate is another than 256 Hz.
 *
 * <ul>
 *   <li>{@code unit} of the samples: {@code mV} (default), {@code uV}, {@code V}, {@code nV};
 *   <li>{@code montage}: {@code given} (default), or as featurize's {@code --montage}; {@code
 *       missing}: {@code fail} (default) or {@code skip};
 *   <li>{@code notch}: Hz; {@code band}: {@code LOW-HIGH} Hz; {@code reference}: {@code none}
 *       (default) or {@code average}; in featurize's order;
 *   <li>{@code encoding} of binary samples: {@code float32} (default), {@code int16}, {@code
 *       int24}, {@code int32}, {@code float64};
 *   <li>{@code gain}, {@code offset}: the unit is {@code gain * sample + offset}; a number, or one
 *       a channel parted by commas; 1 and 0 unless set;
 *   <li>{@code pool}: {@code none} or {@code patches}, the mean over patches; as {@value
 *       EegptFunctions#POOL} unless set;
 *   <li>{@code on_error}: {@code fail} (default), or {@code null}, which gives null for a window
 *       that cannot be encoded, and counts it.
 * </ul>
 *
 * @param montage empty for the channels as they are given
 * @param profile the steps; its montage does not count
 * @param encoding empty where unset
 * @param gain one, or one a channel
 * @param offset likewise
 * @param pooled empty where unset
 */
record WindowOptions(
    Optional<MontageChoice> montage,
    SignalProfile profile,
    Optional<SampleEncoding> encoding,
    List<Double> gain,
    List<Double> offset,
    Optional<Boolean> pooled,
    boolean nullOnError) {
  /** Of a call without options. */
  static final WindowOptions DEFAULT = of(Map.of());

  private static final List<String> NAMES =
      List.of(
          "unit",
          "montage",
          "missing",
          "notch",
          "band",
          "reference",
          "encoding",
          "gain",
          "offset",
          "pool",
          "on_error");

  /**
   * Reads options.
   *
   * @throws BadInputException for an unknown one, or a value that is none of its
   */
  static WindowOptions of(Map<String, String> given) {
    for (String name : new TreeMap<>(given).keySet()) {
      BadInputException.check(
          NAMES.contains(name), "Unknown option '%s': expected one of %s", name, NAMES);
      BadInputException.check(given.get(name) != null, "Option '%s' is null; leave it out", name);
    }
    return new WindowOptions(
        montage(given),
        profile(given),
        Optional.ofNullable(given.get("encoding")).map(WindowOptions::encoding),
        numbers("gain", given.getOrDefault("gain", "1")),
        numbers("offset", given.getOrDefault("offset", "0")),
        Optional.ofNullable(given.get("pool")).map(WindowOptions::pooled),
        isSecond("on_error", given.getOrDefault("on_error", "fail"), "fail", "null"));
  }

  /** Whether a value of the option {@code pool} asks for means. */
  static boolean pooled(String value) {
    return isSecond("pool", value, "none", "patches");
  }

  private static Optional<MontageChoice> montage(Map<String, String> given) {
    MissingChannels missing = MissingChannels.parse(given.getOrDefault("missing", "fail"));
    String option = given.getOrDefault("montage", "given");
    return option.equals("given")
        ? Optional.empty()
        : Optional.of(MontageChoice.parse(option, missing));
  }

  private static SignalProfile profile(Map<String, String> given) {
    String notch = given.get("notch");
    String band = given.get("band");
    boolean average =
        isSecond("reference", given.getOrDefault("reference", "none"), "none", "average");
    return SignalProfile.DEFAULT
        .withNotch(notch == null ? null : new Notch(number("notch", notch), Notch.USUAL_QUALITY))
        .withBandPass(band == null ? null : BandPass.parse(band))
        .withReference(average ? Reference.AVERAGE : Reference.NONE)
        .withScale(millivolts(given.getOrDefault("unit", "mV")));
  }

  private static Scale millivolts(String unit) {
    OptionalDouble microvolts = VoltageUnit.microvolts(unit);
    BadInputException.check(
        microvolts.isPresent(), "Option 'unit' takes mV, uV, V or nV, but was '%s'", unit);
    return new Scale(microvolts.getAsDouble() / 1e3);
  }

  private static SampleEncoding encoding(String key) {
    return Arrays.stream(SampleEncoding.values())
        .filter(encoding -> encoding.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "Option 'encoding' takes int16, int24, int32, float32 or float64, but was '%s'",
                    key));
  }

  private static List<Double> numbers(String name, String value) {
    return Arrays.stream(value.split(",", -1)).map(part -> number(name, part)).toList();
  }

  private static double number(String name, String value) {
    try {
      double number = Double.parseDouble(value.strip());
      BadInputException.check(
          Double.isFinite(number), "Option '%s' takes finite numbers, but was '%s'", name, value);
      return number;
    } catch (NumberFormatException e) {
      throw new BadInputException(e, "Option '%s' takes numbers, but was '%s'", name, value);
    }
  }

  private static boolean isSecond(String name, String value, String first, String second) {
    BadInputException.check(
        value.equals(first) || value.equals(second),
        "Option '%s' takes %s or %s, but was '%s'",
        name,
        first,
        second,
        value);
    return value.equals(second);
  }
}
