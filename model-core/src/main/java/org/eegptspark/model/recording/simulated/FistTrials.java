package org.eegptspark.model.recording.simulated;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.eegptspark.model.recording.Annotation;

/**
 * The course of a run as EEGMMIDB has it: rest T0 of 4.2 s, then movement of the left (T1) or right
 * fist (T2) of 4.1 s, and so on. Two movements on end are one of each, in random order. An event
 * that would not end within the run is left out.
 */
final class FistTrials implements Iterator<Annotation> {
  private static final double REST_S = 4.2;
  private static final double MOVEMENT_S = 4.1;

  /** Tenths of seconds, so that times are as exact after a day as at the start. */
  private static final int ROUND_TENTHS = 83;

  private final Chance chance;
  private final int durationSeconds;
  private long event;
  private boolean rightFirst;

  FistTrials(Chance chance, int durationSeconds) {
    this.chance = chance;
    this.durationSeconds = durationSeconds;
  }

  @Override
  public boolean hasNext() {
    return onset() + duration() <= durationSeconds;
  }

  @Override
  public Annotation next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Annotation annotation = new Annotation(onset(), duration(), isRest() ? "T0" : movement());
    event++;
    return annotation;
  }

  private boolean isRest() {
    return event % 2 == 0;
  }

  private String movement() {
    boolean firstOfPair = event / 2 % 2 == 0;
    if (firstOfPair) {
      rightFirst = chance.bits() < 0;
    }
    return rightFirst == firstOfPair ? "T2" : "T1";
  }

  private double onset() {
    return (event / 2 * ROUND_TENTHS + (isRest() ? 0 : 42)) / 10.0;
  }

  private double duration() {
    return isRest() ? REST_S : MOVEMENT_S;
  }
}
