package org.eegptspark.model.recording;

import java.util.List;

/**
 * The signals of a recording that share a sampling rate.
 *
 * @param samplingRateHz samples a second
 * @param encoding how a digital sample is stored
 * @param signals the signals, in the file's order
 * @param runs the uninterrupted stretches, in order of time: one for a continuous recording
 */
public record SignalGroup(
    double samplingRateHz, SampleEncoding encoding, List<Signal> signals, List<Run> runs) {
  /** Copies the lists. */
  public SignalGroup {
    signals = List.copyOf(signals);
    runs = List.copyOf(runs);
  }

  /**
   * One signal of a recording.
   *
   * @param label as in the file, trimmed
   * @param unit physical unit as in the file ("uV", "mV", …)
   * @param gain microvolts a digital unit; in the file's own unit where that is not a voltage
   * @param offset microvolts at digital zero, likewise
   */
  public record Signal(String label, String unit, double gain, double offset) {}

  /**
   * An uninterrupted stretch of samples.
   *
   * @param firstSample its first sample on the recording's timeline, gaps counted, at this rate
   * @param samples number of samples of each signal
   */
  public record Run(long firstSample, long samples) {
    /** The sample after the last. */
    public long end() {
      return firstSample + samples;
    }
  }
}
