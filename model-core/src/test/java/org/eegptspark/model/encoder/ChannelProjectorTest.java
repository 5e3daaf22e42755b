package org.eegptspark.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.eegptspark.fixtures.References;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.ChannelProjection;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ChannelProjectorTest {
  @Test
  void aWindowHasTheSameBitsInAnyBatch() {
    References.Case reference =
        References.cases().stream()
            .filter(c -> c.config().channelProjection() != ChannelProjection.NONE)
            .findFirst()
            .get();
    Checkpoint checkpoint =
        Checkpoints.of(reference.weights(), Optional.of(reference.json()), "a reference");
    ChannelProjector projector = ChannelProjector.of(checkpoint).get();
    INDArray windows =
        SyntheticWeights.uniform("input:projection", 1, 0, 7, projector.inputs(), 1000);
    float[] together = FloatArrays.values(projector.project(windows));
    for (int w = 0; w < 7; w++) {
      INDArray one =
          windows.get(
              NDArrayIndex.interval(w, w + 1), NDArrayIndex.all(), NDArrayIndex.interval(5, 998));
      float[] alone = FloatArrays.values(projector.project(one));
      for (int i = 0; i < alone.length; i++) {
        int place = (w * 19 + i / 993) * 1000 + 5 + i % 993;
        assertThat(alone[i]).isEqualTo(together[place]);
      }
    }
  }
}
