package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A band of frequencies.
 *
 * @param lowHz the lower edge; 0 for none
 * @param highHz the upper edge; infinity for none
 */
record Band(double lowHz, double highHz) implements Serializable {
  private static final Pattern EDGES = Pattern.compile("(\\d+(?:\\.\\d+)?)-(\\d+(?:\\.\\d+)?|inf)");

  /** Refuses an empty or unbounded band. */
  Band {
    check(
        lowHz >= 0 && lowHz < highHz && Double.isFinite(lowHz),
        "A band needs edges 0 <= low < high in Hz, but was given %s and %s",
        lowHz,
        highHz);
    check(
        lowHz > 0 || Double.isFinite(highHz),
        "A band from 0 Hz to infinity keeps everything: leave the band-pass out");
  }

  /**
   * The band that an option says: {@code 0.5-38}, {@code 0-30} (all below), {@code 1-inf} (all
   * above), in Hz.
   *
   * @throws org.eegptspark.model.BadInputException for anything else
   */
  static Band parse(String option) {
    Matcher edges = EDGES.matcher(option.strip());
    check(
        edges.matches(), "Cannot read band '%s': expected LOW-HIGH in Hz, such as 0.5-38", option);
    String high = edges.group(2);
    return new Band(
        Double.parseDouble(edges.group(1)),
        high.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(high));
  }

  /**
   * Checks that a signal can have the band.
   *
   * @throws org.eegptspark.model.BadInputException where an edge is above half the rate
   */
  void checkBelowNyquist(double samplingRateHz) {
    double edge = Double.isFinite(highHz) ? highHz : lowHz;
    check(
        edge < samplingRateHz / 2,
        "Cannot filter at %s Hz a signal sampled at %s Hz: a band's edges must lie below half the"
            + " sampling rate",
        edge,
        samplingRateHz);
  }

  @Override
  public String toString() {
    return CanonicalNumber.of(lowHz) + " to " + CanonicalNumber.of(highHz) + " Hz";
  }
}
