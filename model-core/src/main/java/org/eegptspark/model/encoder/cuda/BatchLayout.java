package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * Where a batch's input lies in one block of memory, the same on this machine and on the GPU, so
 * that one copy brings all of it: where patches start, how long they are, the windows' patches, the
 * samples. Offsets are in bytes.
 *
 * @param form of the batch
 * @param patches P
 * @param windows W; 0 where the form is not pooled
 * @param channels C
 * @param columns samples of a channel: of a patch where the form is dense, else of all signals; 0
 *     where they are on the GPU already
 */
record BatchLayout(Form form, int patches, int windows, int channels, int columns) {
  private static final int ALIGNMENT = 256;

  /** Where a batch of parts, all of one form, lies. */
  static BatchLayout of(List<? extends BatchPart> parts, int channels) {
    BatchPart.Place end = BatchPart.Place.FIRST;
    for (BatchPart part : parts) {
      end = end.after(part);
    }
    Form form = parts.get(0).form();
    int columns = form.dense() ? parts.get(0).columns() : end.column();
    return new BatchLayout(form, end.patch(), end.window(), channels, columns);
  }

  /**
   * Writes a batch's input.
   *
   * @param parts that the layout is of
   * @param at address of {@link #bytes} bytes of this machine's memory
   */
  void write(List<? extends BatchPart> parts, long at) {
    LongPointer starts = new LongPointer(new Address(at + starts()));
    IntPointer lengths = new IntPointer(new Address(at + lengths()));
    IntPointer members = new IntPointer(new Address(at + members()));
    List<Copy> copies = new ArrayList<>();
    BatchPart.Place place = BatchPart.Place.FIRST;
    for (BatchPart part : parts) {
      part.place(place, starts, lengths, members);
      copies.addAll(part.samples(this, place, at + samples()));
      place = place.after(part);
    }
    Copiers.shared().run(copies);
  }

  /** long [P]: where in the samples a patch's first channel starts. */
  long starts() {
    return 0;
  }

  /** int [P]: samples of a patch. */
  long lengths() {
    return aligned(starts() + (long) patches * Long.BYTES);
  }

  /** int [W, N]: which patches a window has. */
  long members() {
    return aligned(lengths() + (long) patches * Integer.BYTES);
  }

  /** float [P, C, columns] where the form is dense, else [C, columns]; none of those on the GPU. */
  long samples() {
    return aligned(members() + (long) windows * form.patchesAWindow() * Integer.BYTES);
  }

  /** All of it. */
  long bytes() {
    long rows = (long) channels * (form.dense() ? patches : 1);
    return samples() + rows * columns * Float.BYTES;
  }

  /** Rows of the result: windows, or patches. */
  int rows() {
    return form.pooled() ? windows : patches;
  }

  /** What no batch's block exceeds. */
  static long mostBytes(int patches, int members, int channels, int patchSize) {
    return (long) patches * (Long.BYTES + Integer.BYTES + (long) channels * patchSize * Float.BYTES)
        + (long) members * Integer.BYTES
        + 3L * ALIGNMENT;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
