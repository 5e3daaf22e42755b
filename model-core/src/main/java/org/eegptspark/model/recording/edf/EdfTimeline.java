package org.eegptspark.model.recording.edf;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import org.eegptspark.model.recording.SignalGroup.Run;

/**
 * Where a group's samples stand in the file: its runs, and the data record that each starts with.
 *
 * <p>Data records are added in the file's order; each continues the run before it unless its own
 * time leaves a gap.
 */
final class EdfTimeline {
  private final String name;
  private final int samplesPerRecord;
  private final double samplingRateHz;
  private final int maxRuns;
  private final List<Run> runs = new ArrayList<>();
  private final List<Long> firstRecords = new ArrayList<>();
  private long records;
  private long runStart;
  private long runEnd;

  /** A timeline that refuses more runs than {@code maxRuns}: memory for them has an end. */
  EdfTimeline(String name, int samplesPerRecord, double samplingRateHz, int maxRuns) {
    this.name = name;
    this.samplesPerRecord = samplesPerRecord;
    this.samplingRateHz = samplingRateHz;
    this.maxRuns = maxRuns;
  }

  /** Adds data records that follow without a gap. */
  void addContinuous(long count) {
    if (records == 0) {
      firstRecords.add(0L);
    }
    records += count;
    runEnd += count * samplesPerRecord;
  }

  /**
   * Adds a data record that starts some time after the recording does.
   *
   * @return samples by which it starts before the record ahead of it ends; 0 for a sound file
   */
  long add(long onsetNanos) {
    long first = Math.max(0, Math.round(onsetNanos * 1e-9 * samplingRateHz));
    if (records > 0 && first > runEnd) {
      check(
          runs.size() < maxRuns,
          "%s: has more than %s gaps between its data records: the file is damaged",
          name,
          maxRuns);
      runs.add(new Run(runStart, runEnd - runStart));
      firstRecords.add(records);
      runStart = first;
      runEnd = first;
    }
    long overlap = runEnd - first;
    addContinuous(1);
    return overlap;
  }

  /** Ends the last run. */
  void end() {
    runs.add(new Run(runStart, runEnd - runStart));
  }

  /** The runs, in order of time. */
  List<Run> runs() {
    return runs;
  }

  /** Samples of each signal in a data record. */
  int samplesPerRecord() {
    return samplesPerRecord;
  }

  /** Samples of each signal a second. */
  double samplingRateHz() {
    return samplingRateHz;
  }

  /** The index of the run that holds a stretch, or -1 where none holds all of it. */
  int runOf(long firstSample, long samples) {
    int low = 0;
    int high = runs.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runs.get(middle).firstSample() <= firstSample) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Run run = runs.get(low);
    boolean holds = run.firstSample() <= firstSample && firstSample + samples <= run.end();
    return holds ? low : -1;
  }

  /** How many samples of each signal stand in the file before a sample of a run. */
  long samplesBefore(int run, long sample) {
    return firstRecords.get(run) * samplesPerRecord + sample - runs.get(run).firstSample();
  }
}
