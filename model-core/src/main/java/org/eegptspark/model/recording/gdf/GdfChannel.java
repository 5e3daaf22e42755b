package org.eegptspark.model.recording.gdf;

import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.recording.StoredType;
import org.eegptspark.model.recording.VoltageUnit;

/**
 * One channel's part of a GDF header.
 *
 * @param label trimmed
 * @param unit physical unit: "uV" and the like, or what the file has
 * @param physicalMin physical value of {@code digitalMin}
 * @param physicalMax physical value of {@code digitalMax}
 * @param digitalMin digital value
 * @param digitalMax digital value
 * @param samplesPerRecord samples in each data record; 0 where its samples are events
 * @param type of its samples
 * @param offset bytes from a data record's start to its samples
 */
record GdfChannel(
    String label,
    String unit,
    double physicalMin,
    double physicalMax,
    double digitalMin,
    double digitalMax,
    int samplesPerRecord,
    StoredType type,
    long offset) {

  /** Whether the four limits make a scale; an inverted one (minimum above maximum) is legal. */
  boolean hasScale() {
    return gain() != 0 && Double.isFinite(gain()) && Double.isFinite(shift());
  }

  /** The channel as readers see it: in microvolts; digital values as they are without a scale. */
  Signal signal() {
    if (!hasScale()) {
      return new Signal(label, unit, 1, 0);
    }
    return new Signal(label, unit, gain(), shift());
  }

  /** Bytes that its samples take in a data record. */
  long bytes() {
    return (long) samplesPerRecord * type.bytes();
  }

  private double gain() {
    return unitsPerDigit() * microvolts();
  }

  private double shift() {
    return (physicalMin - unitsPerDigit() * digitalMin) * microvolts();
  }

  private double unitsPerDigit() {
    return (physicalMax - physicalMin) / (digitalMax - digitalMin);
  }

  private double microvolts() {
    return VoltageUnit.microvolts(unit).orElse(1);
  }
}
