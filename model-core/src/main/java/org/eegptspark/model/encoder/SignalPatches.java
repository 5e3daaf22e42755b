package org.eegptspark.model.encoder;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.config.EegptConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Patches of one montage where they lie in signals: those that overlap share samples, so that an
 * engine on a GPU is sent each sample once.
 *
 * @param signals FLOAT, row-major and whole in memory, [B, C, T], in millivolts; the caller owns it
 * @param cuts the patches
 * @param electrodes C rows of {@code chan_embed}, one a channel
 * @param patchSize samples of a patch
 */
public record SignalPatches(INDArray signals, List<Cut> cuts, int[] electrodes, int patchSize) {
  /**
   * A patch.
   *
   * @param signal which of the B
   * @param start its first sample
   * @param samples how many it has; the rest of the patch is zero
   */
  public record Cut(int signal, int start, int samples) {}

  /** Checks type, shape and that patches lie in the signals; copies cuts and electrodes. */
  public SignalPatches {
    check(
        signals.dataType() == DataType.FLOAT
            && signals.rank() == 3
            && signals.ordering() == 'c'
            && !signals.isView(),
        "Signals must be FLOAT [B, C, T] and row-major, but were %s %s",
        signals.dataType(),
        Arrays.toString(signals.shape()));
    check(
        signals.size(1) == electrodes.length,
        "Signals have %s channels, but %s electrodes were named",
        signals.size(1),
        electrodes.length);
    cuts = List.copyOf(cuts);
    electrodes = electrodes.clone();
    for (Cut cut : cuts) {
      check(
          cut.signal >= 0
              && cut.signal < signals.size(0)
              && cut.start >= 0
              && cut.samples > 0
              && cut.samples <= patchSize
              && cut.start + cut.samples <= signals.size(2),
          "%s does not lie in signals %s, or is longer than a patch of %s",
          cut,
          Arrays.toString(signals.shape()),
          patchSize);
    }
  }

  /**
   * The patches of whole signals, by a configuration's patch size, stride and padding: those of a
   * signal in order of time, signal after signal.
   *
   * @throws org.eegptspark.model.BadInputException where a signal is shorter than a patch
   */
  public static SignalPatches of(INDArray signals, int[] electrodes, EegptConfig config) {
    int samples = Math.toIntExact(signals.size(2));
    check(
        samples >= config.patchSize(),
        "A window of %s samples is shorter than a patch of %s",
        samples,
        config.patchSize());
    List<Cut> cuts = new ArrayList<>();
    for (int b = 0; b < signals.size(0); b++) {
      for (int n = 0; n < config.patches(samples); n++) {
        int start = n * config.patchStride();
        cuts.add(new Cut(b, start, Math.min(config.patchSize(), samples - start)));
      }
    }
    return new SignalPatches(signals, cuts, electrodes, config.patchSize());
  }

  /** P. */
  public int size() {
    return cuts.size();
  }

  @Override
  public int[] electrodes() {
    return electrodes.clone();
  }

  /**
   * Some of the patches, copied out of the signals.
   *
   * @param from the first
   * @param to the one after the last
   * @return a batch whose array the caller owns
   */
  public PatchBatch gather(int from, int to) {
    int channels = electrodes.length;
    long length = signals.size(2);
    FloatPointer source = new FloatPointer(signals.data().addressPointer());
    float[] flat = new float[(to - from) * channels * patchSize]; // [P, C, patchSize]
    int at = 0;
    for (Cut cut : cuts.subList(from, to)) {
      for (int c = 0; c < channels; c++) {
        long row = (long) cut.signal * channels + c;
        source.position(row * length + cut.start).get(flat, at, cut.samples);
        at += patchSize; // what a short patch lacks stays zero
      }
    }
    return new PatchBatch(FloatArrays.copyOf(flat, to - from, channels, patchSize), electrodes);
  }
}
