package org.eegptspark.model.encoder;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.FloatPointer;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.ChannelProjection;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The learned map from a recording's channels to the encoder's 19, sample by sample. */
public final class ChannelProjector {
  private static final String WEIGHT = "chan_proj.proj.weight"; // [out, in] or [out, in, 1]

  private final float[] weight; // [out, in]
  private final float[] bias; // [out]
  private final int inputs;

  private ChannelProjector(Checkpoint checkpoint) {
    weight = FloatArrays.values(checkpoint.tensor(WEIGHT));
    bias = FloatArrays.values(checkpoint.tensor("chan_proj.proj.bias"));
    inputs = weight.length / bias.length;
  }

  /** Channels that a checkpoint's projection takes; empty where it holds none. */
  public static OptionalInt inputs(Checkpoint checkpoint) {
    return isIn(checkpoint)
        ? OptionalInt.of(Math.toIntExact(checkpoint.tensor(WEIGHT).size(1)))
        : OptionalInt.empty();
  }

  /** The projection that a checkpoint holds, of copies; empty where it holds none. */
  public static Optional<ChannelProjector> of(Checkpoint checkpoint) {
    return isIn(checkpoint) ? Optional.of(new ChannelProjector(checkpoint)) : Optional.empty();
  }

  private static boolean isIn(Checkpoint checkpoint) {
    return checkpoint.config().channelProjection() != ChannelProjection.NONE;
  }

  /** Channels that it takes. */
  public int inputs() {
    return inputs;
  }

  /**
   * Projects windows. A sample's sum is taken in double in the channels' order, so that it has the
   * same bits whatever it is projected together with, which a library's products would not promise.
   *
   * @param windows FLOAT [B, in, T], row-major
   * @return FLOAT [B, out, T]; the caller owns it
   * @throws BadInputException where the number of channels is another
   */
  public INDArray project(INDArray windows) {
    BadInputException.check(
        windows.size(1) == inputs,
        "The model's channel projection takes %s channels, but was given %s",
        inputs,
        windows.size(1));
    INDArray given = FloatArrays.rowMajor(windows);
    int samples = Math.toIntExact(windows.size(2));
    INDArray projected =
        Nd4j.createUninitialized(DataType.FLOAT, windows.size(0), bias.length, samples);
    FloatPointer from = new FloatPointer(given.data().addressPointer());
    FloatPointer to = new FloatPointer(projected.data().addressPointer());
    float[] window = new float[inputs * samples];
    float[] row = new float[samples];
    for (long b = 0; b < windows.size(0); b++) {
      from.position(b * window.length).get(window);
      for (int out = 0; out < bias.length; out++) {
        project(window, out, row);
        to.position((b * bias.length + out) * samples).put(row);
      }
    }
    if (given != windows) {
      given.close();
    }
    return projected;
  }

  private void project(float[] window, int out, float[] row) {
    double[] sums = new double[row.length];
    Arrays.fill(sums, bias[out]);
    for (int in = 0; in < inputs; in++) {
      double factor = weight[out * inputs + in];
      int start = in * row.length;
      for (int t = 0; t < row.length; t++) {
        sums[t] += factor * window[start + t];
      }
    }
    for (int t = 0; t < row.length; t++) {
      row[t] = (float) sums[t];
    }
  }
}
