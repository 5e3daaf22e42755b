package org.eegptspark.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.NamedConfigs;
import org.eegptspark.model.encoder.SignalPatches.Cut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Patches where they lie in signals give what the same patches give one after the other. */
class SignalPatchesTest {
  private static final int[] ELECTRODES = {5, 0, 61};

  private final Checkpoint checkpoint =
      Checkpoints.of(
          SyntheticWeights.of(NamedConfigs.get("tiny2"), 16, 19),
          Optional.empty(),
          "synthetic tiny2");

  private static SignalPatches patches(int seed) {
    Random random = new Random(seed);
    List<Cut> cuts = new ArrayList<>();
    for (int p = 0; p < 30; p++) {
      cuts.add(new Cut(random.nextInt(2), random.nextInt(400 - 64), 1 + random.nextInt(64)));
    }
    INDArray signals = SyntheticWeights.uniform("signals", seed, 0, 2, 3, 400);
    return new SignalPatches(signals, cuts, ELECTRODES, 64);
  }

  private EncoderEngine engine(String name, int batch) {
    return EncoderEngines.create(
        checkpoint, new EngineOptions(name, Precision.FP32, 2).withBatch(batch));
  }

  @ParameterizedTest
  @CsvSource({"onednn, 0", "onednn, 7", "nd4j, 0", "nd4j, 7"})
  void enginesGiveTheSameBitsForBothForms(String name, int batch) {
    SignalPatches patches = patches(1);
    try (EncoderEngine engine = engine(name, batch);
        EncoderEngine whole = engine(name, 0)) {
      float[] tokens = FloatArrays.values(engine.encode(patches));
      float[] dense = FloatArrays.values(whole.encode(patches.gather(0, patches.size())));
      if (name.equals("onednn")) {
        assertThat(tokens).isEqualTo(dense);
      } else { // the reference sums in another order in batches of another size
        assertThat(tokens).hasSameSizeAs(dense);
        for (int i = 0; i < tokens.length; i++) {
          assertThat(tokens[i]).isCloseTo(dense[i], offset(2e-6f));
        }
      }
    }
  }

  @Test
  void pooledIsTheMeanInDoubleRoundedOnce() {
    SignalPatches patches = patches(2);
    int[][] windows = {{0, 1, 2}, {2, 1, 0}, {29, 4, 29}};
    try (EncoderEngine engine = engine("onednn", 0)) {
      INDArray pooled = engine.encodePooled(patches, windows);
      assertThat(pooled.shape()).containsExactly(3, 4, 64);
      float[] means = FloatArrays.values(pooled);
      float[] tokens = FloatArrays.values(engine.encode(patches));
      for (int w = 0; w < windows.length; w++) {
        for (int i = 0; i < 256; i++) {
          double sum = 0;
          for (int patch : windows[w]) {
            sum += tokens[patch * 256 + i];
          }
          assertThat(means[w * 256 + i]).isEqualTo((float) (sum / 3));
        }
      }
    }
  }

  @Test
  void aSignalsPatchesFollowTheConfigurationAndAreShortWhereItEnds() {
    INDArray signals = SyntheticWeights.uniform("signals", 1, 0, 2, 3, 150);
    EegptConfig config = NamedConfigs.get("tiny2").withPatchStride(32);
    SignalPatches patches = SignalPatches.of(signals, ELECTRODES, config);
    List<Cut> expected = new ArrayList<>();
    for (int b = 0; b < 2; b++) {
      for (int start : new int[] {0, 32, 64, 96}) {
        expected.add(new Cut(b, start, Math.min(64, 150 - start)));
      }
    }
    assertThat(patches.cuts()).isEqualTo(expected);
    float[] last = FloatArrays.values(patches.gather(7, 8).patches());
    float[] all = FloatArrays.values(signals);
    assertThat(Arrays.copyOf(last, 54)).isEqualTo(Arrays.copyOfRange(all, 3 * 150 + 96, 4 * 150));
    assertThat(Arrays.copyOfRange(last, 54, 64)).containsOnly(0f);
  }

  @Test
  void whatDoesNotLieInTheSignalsIsRefusedWithItsPlace() {
    INDArray signals = SyntheticWeights.uniform("signals", 1, 0, 2, 3, 150);
    for (Cut cut : List.of(new Cut(2, 0, 64), new Cut(0, 87, 64), new Cut(0, 0, 65))) {
      assertThatThrownBy(() -> new SignalPatches(signals, List.of(cut), ELECTRODES, 64))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              cut + " does not lie in signals [2, 3, 150], or is longer than a patch of 64");
    }
    assertThatThrownBy(() -> new SignalPatches(signals, List.of(), new int[] {1}, 64))
        .hasMessage("Signals have 3 channels, but 1 electrodes were named");
  }
}
