package org.eegptspark.model.encoder;

import java.util.Optional;
import java.util.OptionalInt;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.ChannelProjection;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The learned map from a recording's channels to the encoder's 19, sample by sample. */
public final class ChannelProjector implements AutoCloseable {
  private static final String WEIGHT = "chan_proj.proj.weight"; // [out, in] or [out, in, 1]

  private final INDArray weight; // [out, in]
  private final INDArray bias; // [out, 1]

  private ChannelProjector(Checkpoint checkpoint) {
    INDArray stored = checkpoint.tensor(WEIGHT);
    weight = stored.reshape(stored.size(0), stored.size(1)).dup('c');
    bias = checkpoint.tensor("chan_proj.proj.bias").reshape(stored.size(0), 1).dup('c');
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
    return Math.toIntExact(weight.size(1));
  }

  /**
   * Projects windows.
   *
   * @param windows FLOAT [B, in, T]
   * @return FLOAT [B, out, T]; the caller owns it
   * @throws BadInputException where the number of channels is another
   */
  public INDArray project(INDArray windows) {
    BadInputException.check(
        windows.size(1) == inputs(),
        "The model's channel projection takes %s channels, but was given %s",
        inputs(),
        windows.size(1));
    long batch = windows.size(0);
    long samples = windows.size(2);
    INDArray byChannel = windows.permute(1, 0, 2).dup('c').reshape(inputs(), batch * samples);
    return Nd4j.matmul(weight, byChannel) // [out, B*T]
        .addiColumnVector(bias)
        .reshape(weight.size(0), batch, samples)
        .permute(1, 0, 2)
        .dup('c');
  }

  /** Frees the weights. */
  @Override
  public void close() {
    weight.close();
    bias.close();
  }
}
