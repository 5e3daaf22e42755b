package org.eegptspark.model.config;

/** What happens to the samples of a window that do not fill its last patch. */
public enum Padding {
  /** Zeros are put on the right until the last patch fits, as braindecode does. */
  RIGHT,
  /** The remainder is dropped, as the authors do. */
  NONE;

  /** Number of patches of {@code patchSize} samples, {@code stride} apart, in a window. */
  public int patches(int windowSamples, int patchSize, int stride) {
    int beyondFirst = windowSamples - patchSize;
    if (beyondFirst < 0) {
      return this == RIGHT && windowSamples > 0 ? 1 : 0;
    }
    int whole = beyondFirst / stride + 1;
    return this == RIGHT && beyondFirst % stride != 0 ? whole + 1 : whole;
  }
}
