package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eegptspark.model.config.EegptConfig;

/**
 * Where the windows of a recording lie, in samples at model rate: window k is {@code [k * hop, k *
 * hop + window)} on the recording's timeline, for a recording of any length or with gaps.
 *
 * @param windowSamples length of a window
 * @param hopSamples from one window's start to the next's
 */
public record WindowGrid(int windowSamples, int hopSamples) implements Serializable {
  /** Windows of 4 s, end to end. */
  public static final WindowGrid DEFAULT = new WindowGrid(1024, 1024);

  private static final Pattern LENGTH = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(s|ms|)");

  /** Refuses lengths that are not positive. */
  public WindowGrid {
    check(windowSamples > 0, "A window needs at least one sample, but was given %s", windowSamples);
    check(hopSamples > 0, "A hop needs at least one sample, but was given %s", hopSamples);
  }

  /**
   * The grid that the two options say, at the model's 256 Hz.
   *
   * @param window length such as {@code 4s}, {@code 500ms} or {@code 1024} (samples)
   * @param hop likewise
   * @throws org.eegptspark.model.BadInputException for anything else, and for a length that is not
   *     a whole number of samples
   */
  public static WindowGrid parse(String window, String hop) {
    return parse(window, hop, EegptConfig.SAMPLING_RATE_HZ);
  }

  /** As {@link #parse(String, String)}, for a model of another rate. */
  public static WindowGrid parse(String window, String hop, double rateHz) {
    return new WindowGrid(samples("window", window, rateHz), samples("hop", hop, rateHz));
  }

  /** First sample of a window. */
  public long startOf(long window) {
    return Math.multiplyExact(window, hopSamples);
  }

  /** The sample after a window's last. */
  public long endOf(long window) {
    return startOf(window) + windowSamples;
  }

  /** The first window that does not start before a sample. */
  public long firstWindowAtOrAfter(long sample) {
    return ResampleRatio.ceilDiv(sample, hopSamples);
  }

  /** The window after the last that ends at a sample or before it: 0 windows from 0 end by 0. */
  public long endWindowWithin(long endSample) {
    return Math.floorDiv(endSample - windowSamples, (long) hopSamples) + 1;
  }

  /** The grid as canonical text. */
  public String describe() {
    return "windows length=" + windowSamples + " hop=" + hopSamples;
  }

  private static int samples(String what, String option, double rateHz) {
    Matcher length = LENGTH.matcher(option.strip().toLowerCase(Locale.ROOT));
    check(
        length.matches(),
        "Cannot read %s '%s': expected a length such as 4s, 500ms or 1024 (samples at %s Hz)",
        what,
        option,
        CanonicalNumber.of(rateHz));
    BigDecimal number = new BigDecimal(length.group(1));
    BigDecimal rate = BigDecimal.valueOf(rateHz);
    BigDecimal samples =
        switch (length.group(2)) {
          case "s" -> number.multiply(rate);
          case "ms" -> number.multiply(rate).movePointLeft(3);
          default -> number;
        };
    BigDecimal whole = samples.setScale(0, RoundingMode.HALF_EVEN);
    check(
        samples.compareTo(whole) == 0,
        "Cannot use %s '%s': it is %s samples at %s Hz, and must be a whole number, such as %s",
        what,
        option,
        samples.stripTrailingZeros().toPlainString(),
        CanonicalNumber.of(rateHz),
        whole.max(BigDecimal.ONE).toPlainString());
    check(
        whole.signum() > 0 && whole.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0,
        "Cannot use %s '%s': expected 1 sample or more, at most %s",
        what,
        option,
        Integer.MAX_VALUE);
    return whole.intValueExact();
  }
}
