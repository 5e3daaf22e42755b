package org.eegptspark.model.encoder;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.eegptspark.model.array.FloatArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs the EEGPT encoder over batches of patches.
 *
 * <p>An engine holds one model's weights for its whole life and is shared by all threads of a
 * process: it may be called by several at once. The result for a patch does not depend on the other
 * patches of its batch, nor on the form that it is handed over in.
 *
 * <p>All calls throw {@link EngineFailureException} where the engine cannot go on for want of
 * memory or as its device is lost, and {@link java.util.concurrent.CancellationException}, with the
 * thread still interrupted, where an interrupt ended the wait for it.
 */
public interface EncoderEngine extends AutoCloseable {
  /** The name that selects it: {@code nd4j}, {@code onednn}, {@code cuda}. */
  String name();

  /** What it computes on, in words: the GPU's name, or "CPU". */
  default String device() {
    return "CPU";
  }

  /** The arithmetic it computes in. */
  Precision precision();

  /**
   * How many patches of a montage it takes at once: the batch that was asked for, or else what
   * suits it. A call with more goes through in parts; one with far fewer wastes a GPU.
   *
   * @param channels C
   */
  int batchSize(int channels);

  /**
   * Tells how many tasks use the engine from now on. One that computes on the machine's cores may
   * give each call more threads than its options say, of those that tasks leave; tokens have the
   * same bits all the same.
   *
   * @param tasks at least one
   */
  default void sharedBy(int tasks) {}

  /**
   * Encodes patches to summary tokens. The memory it takes beside input and result does not grow
   * with the number of patches.
   *
   * @param batch at least one patch; stays the caller's
   * @return FLOAT, row-major, [P, S, D]: the S summary tokens after the final layer norm; the
   *     caller owns it and closes it
   */
  INDArray encode(PatchBatch batch);

  /**
   * As {@link #encode(PatchBatch)}, of patches where they lie in signals.
   *
   * @param patches at least one; stay the caller's
   */
  default INDArray encode(SignalPatches patches) {
    INDArray tokens = null;
    int part = batchSize(patches.electrodes().length);
    for (int from = 0; from < patches.size(); from += part) {
      PatchBatch batch = patches.gather(from, Math.min(patches.size(), from + part));
      INDArray encoded = encode(batch);
      batch.patches().close();
      if (encoded.size(0) == patches.size()) {
        return encoded;
      }
      if (tokens == null) {
        tokens =
            Nd4j.createUninitialized(
                DataType.FLOAT, patches.size(), encoded.size(1), encoded.size(2));
      }
      long floats = encoded.length() / encoded.size(0);
      new FloatPointer(tokens.data().addressPointer())
          .position(from * floats)
          .put(FloatArrays.values(encoded));
      encoded.close();
    }
    return tokens;
  }

  /**
   * Encodes patches and takes the mean over each window's: summed in double in the window's order,
   * divided and rounded to float once, on whatever device.
   *
   * @param patches at least one; stay the caller's
   * @param windows [W][N], at least one: which of the patches a window is made of, by their place
   * @return FLOAT, row-major, [W, S, D]; the caller owns it and closes it
   */
  default INDArray encodePooled(SignalPatches patches, int[][] windows) {
    INDArray tokens = encode(patches);
    int summaries = Math.toIntExact(tokens.size(1));
    int dim = Math.toIntExact(tokens.size(2));
    int floats = summaries * dim;
    float[] values = FloatArrays.values(tokens);
    tokens.close();
    float[] means = new float[windows.length * floats];
    double[] sum = new double[floats];
    for (int w = 0; w < windows.length; w++) {
      Arrays.fill(sum, 0);
      for (int patch : windows[w]) {
        for (int i = 0; i < floats; i++) {
          sum[i] += values[patch * floats + i];
        }
      }
      for (int i = 0; i < floats; i++) {
        means[w * floats + i] = (float) (sum[i] / windows[w].length);
      }
    }
    return FloatArrays.copyOf(means, windows.length, summaries, dim);
  }

  /** Frees the weights. No other call may be under way or follow. */
  @Override
  void close();
}
