package org.eegptspark.model.encoder;

import static org.eegptspark.model.BadInputException.check;

import java.util.Arrays;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.config.EegptConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Cuts windows into the patches that an engine encodes. */
public final class Patches {
  private Patches() {}

  /**
   * Unfolds windows into patches, by the configuration's patch size, stride and padding.
   *
   * @param windows FLOAT [B, C, T]
   * @return FLOAT [B * N, C, patchSize], the patches of a window in order of time; the caller owns
   *     it
   * @throws org.eegptspark.model.BadInputException where a window is shorter than a patch
   */
  public static INDArray unfold(INDArray windows, EegptConfig config) {
    check(
        windows.rank() == 3,
        "Windows must be [B, C, T], but were %s",
        Arrays.toString(windows.shape()));
    int batch = Math.toIntExact(windows.size(0));
    int channels = Math.toIntExact(windows.size(1));
    int samples = Math.toIntExact(windows.size(2));
    check(
        samples >= config.patchSize(),
        "A window of %s samples is shorter than a patch of %s",
        samples,
        config.patchSize());
    int perWindow = config.patches(samples);
    float[] from = windows.dup('c').data().asFloat();
    float[] patches = new float[batch * perWindow * channels * config.patchSize()];
    int at = 0;
    for (int b = 0; b < batch; b++) {
      for (int n = 0; n < perWindow; n++) {
        int start = n * config.patchStride();
        int length = Math.min(config.patchSize(), samples - start);
        for (int c = 0; c < channels; c++) {
          System.arraycopy(from, (b * channels + c) * samples + start, patches, at, length);
          at += config.patchSize(); // what a padded patch lacks stays zero
        }
      }
    }
    return FloatArrays.copyOf(patches, (long) batch * perWindow, channels, config.patchSize());
  }
}
