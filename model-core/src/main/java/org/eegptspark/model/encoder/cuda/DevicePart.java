package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.eegptspark.model.config.EegptConfig;

/**
 * Patches whose samples lie on the GPU and whose tokens stay there: a batch brings but where they
 * start.
 *
 * @param source the windows
 * @param config says how windows are cut into patches
 * @param first patch of the part, counted through all windows
 * @param patches P; of whole windows where means are asked for
 * @param pooled whether means over windows are asked for
 * @param result the GPU's address of floats [patches or windows, S, D]
 */
record DevicePart(
    DeviceSignals source, EegptConfig config, int first, int patches, boolean pooled, long result)
    implements BatchPart {

  /**
   * Parts a call's windows.
   *
   * @param most patches of a part; where means are asked for, at least a window's
   */
  static List<BatchPart> of(
      DeviceSignals source, EegptConfig config, boolean pooled, int most, long result) {
    int patchesAWindow = config.patches(source.length());
    int step = pooled ? most / patchesAWindow * patchesAWindow : most;
    int all = Math.multiplyExact(source.starts().length, patchesAWindow);
    long rowBytes = (long) config.embedNum() * config.embedDim() * Float.BYTES;
    List<BatchPart> parts = new ArrayList<>();
    for (int first = 0; first < all; first += step) {
      long row = pooled ? first / patchesAWindow : first;
      int patches = Math.min(step, all - first);
      parts.add(new DevicePart(source, config, first, patches, pooled, result + row * rowBytes));
    }
    return parts;
  }

  private int patchesAWindow() {
    return config.patches(source.length());
  }

  @Override
  public Form form() {
    return new Form(
        false, pooled ? patchesAWindow() : 0, new Form.OnGpu(source.samples(), source.length()));
  }

  @Override
  public int columns() {
    return 0;
  }

  @Override
  public int windows() {
    return pooled ? patches / patchesAWindow() : 0;
  }

  @Override
  public void place(Place place, LongPointer starts, IntPointer lengths, IntPointer members) {
    for (int p = 0; p < patches; p++) {
      int window = (first + p) / patchesAWindow();
      int offset = (first + p) % patchesAWindow() * config.patchStride();
      starts.put(place.patch() + p, source.starts()[window] + offset);
      lengths.put(place.patch() + p, Math.min(config.patchSize(), source.length() - offset));
    }
    int member = place.window() * patchesAWindow();
    for (int p = 0; pooled && p < patches; p++) {
      members.put(member + p, place.patch() + p);
    }
  }

  @Override
  public List<Copy> samples(BatchLayout batch, Place place, long samples) {
    return List.of();
  }
}
