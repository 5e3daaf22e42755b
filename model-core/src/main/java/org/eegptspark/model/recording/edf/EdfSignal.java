package org.eegptspark.model.recording.edf;

import java.util.OptionalDouble;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.recording.VoltageUnit;

/**
 * One signal's part of an EDF or BDF header.
 *
 * @param label trimmed
 * @param unit physical dimension, trimmed
 * @param physicalMin physical value of {@code digitalMin}; empty where the field is no number
 * @param physicalMax physical value of {@code digitalMax}, likewise
 * @param digitalMin likewise
 * @param digitalMax likewise
 * @param samplesPerRecord samples in each data record
 * @param offset bytes from a data record's start to the signal's samples
 */
record EdfSignal(
    String label,
    String unit,
    OptionalDouble physicalMin,
    OptionalDouble physicalMax,
    OptionalDouble digitalMin,
    OptionalDouble digitalMax,
    int samplesPerRecord,
    long offset) {

  /** Whether the samples are text: time-stamped annotations lists. */
  boolean isAnnotations() {
    return label.equals("EDF Annotations") || label.equals("BDF Annotations");
  }

  /** Whether the four limits make a scale; an inverted one (minimum above maximum) is legal. */
  boolean hasScale() {
    if (physicalMin.isEmpty()
        || physicalMax.isEmpty()
        || digitalMin.isEmpty()
        || digitalMax.isEmpty()) {
      return false;
    }
    return gain() != 0 && Double.isFinite(gain()) && Double.isFinite(shift());
  }

  /** The signal as readers see it: in microvolts; digital values as they are without a scale. */
  Signal signal() {
    if (!hasScale()) {
      return new Signal(label, unit, 1, 0);
    }
    return new Signal(label, unit, gain(), shift());
  }

  private double gain() {
    return unitsPerDigit() * microvolts();
  }

  private double shift() {
    return (physicalMin.getAsDouble() - unitsPerDigit() * digitalMin.getAsDouble()) * microvolts();
  }

  private double unitsPerDigit() {
    return (physicalMax.getAsDouble() - physicalMin.getAsDouble())
        / (digitalMax.getAsDouble() - digitalMin.getAsDouble());
  }

  private double microvolts() {
    return VoltageUnit.microvolts(unit).orElse(1);
  }
}
