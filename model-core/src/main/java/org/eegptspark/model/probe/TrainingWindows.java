package org.eegptspark.model.probe;

/** Windows to train on, in any order and as often as wanted: their tokens need not be in memory. */
public interface TrainingWindows {
  /** Number of windows. */
  int count();

  /** N, patches a window. */
  int patches();

  /** S*D, values a patch. */
  int patchWidth();

  /** Number of classes; 0 where targets are values. */
  int classes();

  /** Copies a window's tokens [N, S*D], row-major. */
  void readTokens(int window, float[] tokens);

  /** A window's class, or the value to predict. */
  double target(int window);

  /** How much a window counts. */
  double weight(int window);
}
