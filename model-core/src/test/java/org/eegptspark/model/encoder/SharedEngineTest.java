package org.eegptspark.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.config.NamedConfigs;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Spark's tasks share an engine; reruns agree only if none changes another's tokens. */
class SharedEngineTest {
  private static final int[] BATCHES = {1, 2, 3, 7, 16, 33, 64, 65};
  private static final int PATCH_FLOATS = Montage.TEN_TWENTY_19.size() * 64;

  private final Checkpoint checkpoint =
      Checkpoints.of(
          SyntheticWeights.of(NamedConfigs.get("little"), 16, 19),
          Optional.empty(),
          "synthetic little");
  private final float[] patch =
      SyntheticWeights.uniform("patch", 1, 0, PATCH_FLOATS).data().asFloat();

  @Test
  void tasksThatShareAnEngineDoNotDisturbEachOther() throws Exception {
    ExecutorService tasks = Executors.newFixedThreadPool(4);
    try (EncoderEngine engine = engine()) {
      float[] alone = encode(engine, 1, 0);
      List<Future<float[]>> results = new ArrayList<>();
      for (int task = 0; task < 24; task++) {
        int batch = BATCHES[task % BATCHES.length];
        results.add(tasks.submit(() -> encode(engine, batch, batch - 1)));
      }
      for (Future<float[]> result : results) {
        assertThat(result.get()).isEqualTo(alone);
      }
    } finally {
      tasks.shutdownNow();
    }
  }

  private EncoderEngine engine() {
    return EncoderEngines.create(checkpoint, new EngineOptions("onednn", Precision.FP32, 1));
  }

  /** The tokens of the patch, encoded among others. */
  private float[] encode(EncoderEngine engine, int batch, int position) {
    float[] patches = new float[batch * PATCH_FLOATS];
    Random random = new Random(batch * 31L + position);
    for (int i = 0; i < patches.length; i++) {
      patches[i] = (float) random.nextGaussian();
    }
    System.arraycopy(patch, 0, patches, position * PATCH_FLOATS, PATCH_FLOATS);
    INDArray input =
        Nd4j.create(patches, new long[] {batch, Montage.TEN_TWENTY_19.size(), 64}, 'c');
    INDArray tokens = engine.encode(new PatchBatch(input, Montage.TEN_TWENTY_19.rows()));
    float[] all = tokens.data().asFloat();
    int tokenFloats = all.length / batch;
    float[] wanted = new float[tokenFloats];
    System.arraycopy(all, position * tokenFloats, wanted, 0, tokenFloats);
    input.close();
    tokens.close();
    return wanted;
  }
}
