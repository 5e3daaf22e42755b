package org.eegptspark.model.recording.simulated;

/** A process in time that a topography spreads over the electrodes. */
interface Source {
  /**
   * The next samples.
   *
   * @param target receives them from index 0, about of variance 1 where the process is steady
   * @param samples how many
   */
  void next(float[] target, int samples);
}
