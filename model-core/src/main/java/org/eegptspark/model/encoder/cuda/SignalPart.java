package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.eegptspark.model.encoder.SignalPatches;
import org.eegptspark.model.encoder.SignalPatches.Cut;

/**
 * Patches that share samples of signals: the stretches of the signals that they cover, one after
 * the other.
 *
 * @param source the signals
 * @param cuts the part's patches
 * @param stretches of the signals that they cover
 * @param columns samples of all stretches, each rounded up to a multiple of 4
 * @param members the windows as places in {@code cuts}; none where every patch's tokens are given
 * @param result address of floats [windows or patches, S, D]
 */
record SignalPart(
    SignalPatches source,
    List<Cut> cuts,
    List<Stretch> stretches,
    int columns,
    int[][] members,
    long result)
    implements BatchPart {
  /** Windows' members that a batch has room for, for each patch: a window may share all but one. */
  static final int MEMBERS_A_PATCH = 256;

  /**
   * A stretch of a signal.
   *
   * @param column where it lies in the part
   */
  record Stretch(int signal, int start, int samples, int column) {}

  private static SignalPart of(SignalPatches source, List<Cut> cuts, int[][] members, long result) {
    List<Stretch> stretches = new ArrayList<>();
    int column = 0;
    Cut first = cuts.get(0);
    int end = first.start();
    for (Cut cut : cuts) {
      if (!joins(cut, first, end)) {
        stretches.add(new Stretch(first.signal(), first.start(), end - first.start(), column));
        column += aligned(end - first.start());
        first = cut;
        end = cut.start();
      }
      end = Math.max(end, cut.start() + cut.samples());
    }
    stretches.add(new Stretch(first.signal(), first.start(), end - first.start(), column));
    column += aligned(end - first.start());
    return new SignalPart(source, cuts, stretches, column, members, result);
  }

  /** Stretches start where the GPU can read four samples at once, if a signal's patches do. */
  private static int aligned(int samples) {
    return (samples + 3) / 4 * 4;
  }

  /**
   * Whether a patch lies on or next to a stretch: then the stretch grows by no more than it has.
   */
  private static boolean joins(Cut cut, Cut first, int end) {
    return cut.signal() == first.signal() && cut.start() >= first.start() && cut.start() <= end;
  }

  /**
   * Parts a call's patches.
   *
   * @param most patches of a part
   * @param resultFloats S * D
   */
  static List<BatchPart> of(SignalPatches source, int most, long result, int resultFloats) {
    List<BatchPart> parts = new ArrayList<>();
    for (int from = 0; from < source.size(); from += most) {
      List<Cut> cuts = source.cuts().subList(from, Math.min(source.size(), from + most));
      parts.add(of(source, cuts, new int[0][], result + (long) from * resultFloats * Float.BYTES));
    }
    return parts;
  }

  /**
   * Parts a call's windows. Patches that windows of two parts share are in both.
   *
   * @param windows [W][N], places in the source's patches; N at most {@code most}
   */
  static List<BatchPart> of(
      SignalPatches source, int[][] windows, int most, long result, int resultFloats) {
    List<BatchPart> parts = new ArrayList<>();
    Map<Integer, Integer> known =
        new HashMap<>(); // place in the source's patches and in the part's
    List<Cut> cuts = new ArrayList<>();
    int first = 0;
    int[][] local = new int[windows.length][];
    for (int w = 0; w <= windows.length; w++) {
      if (w == windows.length || !fits(windows[w], w - first, known, most)) {
        int[][] members = Arrays.copyOfRange(local, first, w);
        long at = result + (long) first * resultFloats * Float.BYTES;
        parts.add(of(source, List.copyOf(cuts), members, at));
        known.clear();
        cuts.clear();
        first = w;
      }
      if (w < windows.length) {
        local[w] = new int[windows[w].length];
        for (int n = 0; n < windows[w].length; n++) {
          int patch = windows[w][n];
          local[w][n] = known.computeIfAbsent(patch, p -> known.size());
          if (known.size() > cuts.size()) {
            cuts.add(source.cuts().get(patch));
          }
        }
      }
    }
    return parts;
  }

  private static boolean fits(int[] window, int before, Map<Integer, Integer> known, int most) {
    int added = 0;
    for (int patch : window) {
      added += known.containsKey(patch) ? 0 : 1;
    }
    int patches = known.size() + added;
    return patches <= most
        && before < patches
        && (before + 1L) * window.length <= (long) patches * MEMBERS_A_PATCH;
  }

  @Override
  public int patches() {
    return cuts.size();
  }

  @Override
  public Form form() {
    return new Form(false, members.length == 0 ? 0 : members[0].length);
  }

  @Override
  public int windows() {
    return members.length;
  }

  @Override
  public void place(Place place, LongPointer starts, IntPointer lengths, IntPointer to) {
    int stretch = 0;
    for (int p = 0; p < cuts.size(); p++) {
      Cut cut = cuts.get(p);
      while (!holds(stretches.get(stretch), cut)) {
        stretch++;
      }
      Stretch in = stretches.get(stretch);
      starts.put(place.patch() + p, place.column() + in.column + cut.start() - in.start);
      lengths.put(place.patch() + p, cut.samples());
    }
    int at = members.length == 0 ? 0 : place.window() * members[0].length;
    for (int[] window : members) {
      for (int patch : window) {
        to.put(at++, place.patch() + patch);
      }
    }
  }

  private static boolean holds(Stretch stretch, Cut cut) {
    return cut.signal() == stretch.signal
        && cut.start() >= stretch.start
        && cut.start() + cut.samples() <= stretch.start + stretch.samples;
  }

  @Override
  public List<Copy> samples(BatchLayout batch, Place place, long samples) {
    long length = source.signals().size(2);
    long from = source.signals().data().addressPointer().address();
    int channels = batch.channels();
    List<Copy> copies = new ArrayList<>(stretches.size() * channels);
    for (Stretch stretch : stretches) {
      for (int c = 0; c < channels; c++) {
        long row = ((long) stretch.signal * channels + c) * length + stretch.start;
        long to = (long) c * batch.columns() + place.column() + stretch.column;
        copies.add(
            new Copy(
                samples + to * Float.BYTES,
                from + row * Float.BYTES,
                (long) stretch.samples * Float.BYTES));
      }
    }
    return copies;
  }
}
