package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.eegptspark.model.recording.SignalGroup.Run;

/**
 * The windows that a segment of a recording yields.
 *
 * <p>A window belongs to the segment whose core holds its start, and is yielded if it lies wholly
 * within the run: where cores tile a run, every window of the run belongs to exactly one segment.
 * Computed in whole numbers throughout.
 *
 * @param firstWindow index of the first window
 * @param endWindow index after the last; {@code firstWindow} where there is none
 * @param needed the input samples that the windows depend on, as far as the run has them
 */
public record SegmentPlan(long firstWindow, long endWindow, Run needed) {
  /**
   * Plans a segment.
   *
   * @param samplingRateHz of the recording
   * @param run the uninterrupted stretch that the segment is of
   * @param core the segment's own samples, within the run
   * @param available the core with the halo that was stored around it
   * @throws org.eegptspark.model.BadInputException where the windows depend on samples of the run
   *     that are not available: how much halo they need, and how to get it
   */
  public static SegmentPlan of(
      SignalProfile profile,
      WindowGrid grid,
      double samplingRateHz,
      Run run,
      Run core,
      Run available) {
    check(
        core.firstSample() >= run.firstSample() && core.end() <= run.end(),
        "A segment of samples [%s, %s) does not lie in its run [%s, %s)",
        core.firstSample(),
        core.end(),
        run.firstSample(),
        run.end());
    ResampleRatio ratio = profile.resample().ratio(samplingRateHz);
    long first = grid.firstWindowAtOrAfter(ratio.firstOutputAtOrAfter(core.firstSample()));
    long beyondCore = grid.firstWindowAtOrAfter(ratio.firstOutputAtOrAfter(core.end()));
    long beyondRun = grid.endWindowWithin(ratio.firstOutputAtOrAfter(run.end()));
    long end = Math.max(first, Math.min(beyondCore, beyondRun));
    if (end == first) {
      return new SegmentPlan(first, first, new Run(core.firstSample(), 0));
    }
    Run needed = profile.inputOf(samplingRateHz, run, grid.startOf(first), grid.endOf(end - 1));
    long from = needed.firstSample();
    long to = needed.end();
    check(
        available.firstSample() <= from && available.end() >= to,
        "Windows of %s every %s need %s of signal before and %s after the segment of samples"
            + " [%s, %s), which has %s and %s: ingest again with --halo-before %s --halo-after %s",
        seconds(grid.windowSamples(), profile.targetHz()),
        seconds(grid.hopSamples(), profile.targetHz()),
        seconds(Math.max(0, core.firstSample() - from), samplingRateHz),
        seconds(Math.max(0, to - core.end()), samplingRateHz),
        core.firstSample(),
        core.end(),
        seconds(core.firstSample() - available.firstSample(), samplingRateHz),
        seconds(available.end() - core.end(), samplingRateHz),
        seconds(profile.haloBefore(samplingRateHz), samplingRateHz),
        seconds(profile.haloAfter(samplingRateHz, grid), samplingRateHz));
    return new SegmentPlan(first, end, needed);
  }

  /** Number of windows. */
  public int windows() {
    return Math.toIntExact(endWindow - firstWindow);
  }

  /** Seconds as the command line takes them, rounded up to a millisecond. */
  private static String seconds(long samples, double rateHz) {
    return BigDecimal.valueOf(samples / rateHz)
            .setScale(3, RoundingMode.CEILING)
            .stripTrailingZeros()
            .toPlainString()
        + "s";
  }
}
