package org.eegptspark.model.recording.eeglab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.Stretches;
import org.eegptspark.model.recording.eeglab.EegStruct.Size;

/**
 * The events of an EEG structure.
 *
 * @param annotations in order of onset
 * @param interruptions of a continuous recording: the first samples after a "boundary"
 * @param losses what could not be read, a sentence each
 */
record EeglabEvents(
    List<Annotation> annotations, SortedSet<Long> interruptions, List<String> losses) {
  private static final String BOUNDARY = "boundary";

  /** Reads them; latencies count samples from 1, those of all epochs one after the other. */
  static EeglabEvents of(EegStruct eeg, String name, Size size, double rateHz) {
    List<Run> epochs =
        size.epochs() > 1
            ? Stretches.ofEpochs(name, size.epochs(), size.epochSamples(), rateHz)
            : List.of();
    double lockedAt = -eeg.number("xmin", 0) * rateHz;
    List<Annotation> annotations = new ArrayList<>();
    SortedSet<Long> interruptions = new TreeSet<>();
    int unplaced = 0;
    int count = eeg.count("event");
    for (int i = 0; i < count; i++) {
      double at = eeg.number("event", i, "latency") - 1;
      if (!(at >= -1 && at <= size.samples())) {
        unplaced++;
        continue;
      }
      String type = eeg.text("event", i, "type");
      double samples = eeg.number("event", i, "duration");
      double duration = samples > 0 && samples < 1e15 ? samples / rateHz : 0;
      if (!epochs.isEmpty()) {
        int epoch = (int) Math.min(epochs.size() - 1, Math.max(0, at / size.epochSamples()));
        double within = at - (double) epoch * size.epochSamples();
        double start = epochs.get(epoch).firstSample() / rateHz;
        // The event that the epoch was cut around labels all of it.
        annotations.add(
            duration == 0 && Math.abs(within - lockedAt) <= 0.5
                ? new Annotation(start, size.epochSamples() / rateHz, type)
                : new Annotation(start + within / rateHz, duration, type));
      } else {
        if (type.equals(BOUNDARY)) {
          // Between two samples: 10.5 in EEGLAB's count is after the tenth.
          interruptions.add((long) Math.ceil(at));
        }
        annotations.add(new Annotation(at / rateHz, duration, type));
      }
    }
    annotations.sort(Comparator.comparingDouble(Annotation::onsetS));
    return new EeglabEvents(
        annotations,
        interruptions,
        unplaced == 0
            ? List.of()
            : List.of(unplaced + " events have no latency in the recording: left out"));
  }
}
