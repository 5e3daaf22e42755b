package org.eegptspark.model.encoder;

import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.ChannelProjection;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The learned map from a recording's channels to the encoder's 19, sample by sample. */
public final class ChannelProjector {
  private final INDArray weight; // [out, in]
  private final INDArray bias; // [out, 1]

  private ChannelProjector(Checkpoint checkpoint) {
    INDArray stored = checkpoint.tensor("chan_proj.proj.weight"); // [out, in] or [out, in, 1]
    weight = stored.reshape(stored.size(0), stored.size(1));
    bias = checkpoint.tensor("chan_proj.proj.bias").reshape(stored.size(0), 1);
  }

  /** The projection that a checkpoint holds; empty where it holds none. */
  public static Optional<ChannelProjector> of(Checkpoint checkpoint) {
    return checkpoint.config().channelProjection() == ChannelProjection.NONE
        ? Optional.empty()
        : Optional.of(new ChannelProjector(checkpoint));
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
}
