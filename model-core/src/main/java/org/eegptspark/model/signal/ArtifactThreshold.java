package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;

/**
 * From which peak-to-peak amplitude on a window counts as an artifact, as MNE's {@code reject}: of
 * any of its channels, after all steps. It marks windows and changes none.
 *
 * @param peakToPeak microvolts; of standardized channels, their spreads
 */
public record ArtifactThreshold(double peakToPeak) implements Serializable {
  /** Refuses what no window is below. */
  public ArtifactThreshold {
    check(
        peakToPeak > 0 && Double.isFinite(peakToPeak),
        "--artifact-threshold must be a number above 0 (uV), but was %s",
        peakToPeak);
  }

  /**
   * Whether a window exceeds it.
   *
   * @param signal {@code [C][T]} in the unit of the profile's result
   * @param from the window's first sample in it
   */
  public boolean isExceeded(float[][] signal, int from, int samples, SignalProfile profile) {
    boolean scaled = profile.standardization() == Standardization.NONE;
    double limit = peakToPeak * (scaled ? Math.abs(profile.scale().factor()) : 1);
    for (float[] row : signal) {
      float highest = row[from];
      float lowest = row[from];
      for (int i = from; i < from + samples; i++) {
        highest = Math.max(highest, row[i]);
        lowest = Math.min(lowest, row[i]);
      }
      if ((double) highest - lowest > limit) {
        return true;
      }
    }
    return false;
  }
}
