package org.eegptspark.model.recording;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.eegptspark.model.recording.SignalGroup.Run;

/** The runs of recordings that are stored in pieces, one behind the other. */
public final class Stretches {
  /** More than any real recording has; keeps a hostile file from filling memory. */
  private static final int MAX_RUNS = 100_000;

  private static final double MINUTE_S = 60;

  private Stretches() {}

  /**
   * Runs of epochs. Nothing tells the time between them, so each begins at a whole minute: with
   * epochs shorter than one, epoch {@code i} at minute {@code i}. Windows whose hop divides a
   * minute lie alike in all epochs then, and none lies across two.
   *
   * @param name of the recording, for messages
   */
  public static List<Run> ofEpochs(
      String name, long epochs, long epochSamples, double samplingRateHz) {
    check(epochs <= MAX_RUNS, "%s: promises %s epochs, more than any recording has", name, epochs);
    double minutes = Math.floor(epochSamples / samplingRateHz / MINUTE_S) + 1;
    List<Run> runs = new ArrayList<>();
    for (long epoch = 0; epoch < epochs; epoch++) {
      long first = epochs == 1 ? 0 : Math.round(epoch * minutes * MINUTE_S * samplingRateHz);
      runs.add(new Run(first, epochSamples));
    }
    return runs;
  }

  /**
   * Runs that end where the recording was interrupted, for a time that is not counted: the next one
   * begins with the sample after the last, but no window lies across two.
   *
   * @param name of the recording, for messages
   * @param samples of each channel, in all
   * @param starts samples that are the first after an interruption; those outside are passed over
   */
  public static List<Run> between(String name, long samples, SortedSet<Long> starts) {
    check(
        starts.size() < MAX_RUNS,
        "%s: is interrupted %s times, more often than any recording",
        name,
        starts.size());
    List<Run> runs = new ArrayList<>();
    long first = 0;
    for (long start : starts) {
      if (start > first && start < samples) {
        runs.add(new Run(first, start - first));
        first = start;
      }
    }
    runs.add(new Run(first, samples - first));
    return runs;
  }
}
