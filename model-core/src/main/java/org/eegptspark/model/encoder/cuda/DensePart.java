package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * Patches that lie one after the other.
 *
 * @param from address of floats [P, C, patchSize]
 * @param patches P
 * @param result address of floats [P, S, D]
 */
record DensePart(long from, int patches, int channels, int patchSize, long result)
    implements BatchPart {
  private static final Form FORM = new Form(true, 0);

  /**
   * Parts a call's patches.
   *
   * @param most patches of a part
   * @param resultFloats S * D
   */
  static List<BatchPart> of(
      long from,
      int patches,
      int channels,
      int patchSize,
      int most,
      long result,
      int resultFloats) {
    List<BatchPart> parts = new ArrayList<>();
    for (int first = 0; first < patches; first += most) {
      long samples = (long) first * channels * patchSize;
      parts.add(
          new DensePart(
              from + samples * Float.BYTES,
              Math.min(most, patches - first),
              channels,
              patchSize,
              result + (long) first * resultFloats * Float.BYTES));
    }
    return parts;
  }

  @Override
  public Form form() {
    return FORM;
  }

  @Override
  public int columns() {
    return patchSize;
  }

  @Override
  public int windows() {
    return 0;
  }

  @Override
  public void place(Place place, LongPointer starts, IntPointer lengths, IntPointer members) {
    for (int p = place.patch(); p < place.patch() + patches; p++) {
      starts.put(p, (long) p * channels * patchSize);
      lengths.put(p, patchSize);
    }
  }

  @Override
  public List<Copy> samples(BatchLayout batch, Place place, long samples) {
    long patchBytes = (long) channels * patchSize * Float.BYTES;
    return List.of(new Copy(samples + place.patch() * patchBytes, from, patches * patchBytes));
  }
}
