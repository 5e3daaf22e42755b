package org.eegptspark.model.encoder.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A patch has the same bits in whatever batch, place, lane or thread it is encoded. */
class SameBitsTest {
  private static final int[] CHANNELS = {1, 4, 19, 22, 58, 62};
  private static final Map<String, EncoderEngine> ENGINES = new HashMap<>();

  @AfterContainer
  static void close() {
    ENGINES.values().forEach(EncoderEngine::close);
    ENGINES.clear();
  }

  @Property(tries = 60)
  void whateverTheBatchThePlaceAndTheThreads(
      @ForAll @IntRange(min = 0, max = 5) int montage,
      @ForAll @IntRange(min = 1, max = 80) int patches,
      @ForAll @IntRange(min = 0, max = 79) int place,
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll boolean bf16) {
    Precision precision = bf16 && OneDnn.multipliesBf16() ? Precision.BF16 : Precision.FP32;
    int channels = CHANNELS[montage];
    int at = place % patches;
    PatchBatch alone = OneDnnEncoderTest.batch(1, channels);
    INDArray many = Nd4j.rand(patches, channels, 64).subi(0.5f);
    many.slice(at).assign(alone.patches().slice(0));

    INDArray expected = engine(precision, 1).encode(alone);
    INDArray tokens = engine(precision, threads).encode(new PatchBatch(many, alone.electrodes()));

    assertThat(tokens.slice(at).dup().data().asFloat())
        .isEqualTo(expected.slice(0).dup().data().asFloat());
    tokens.close();
    expected.close();
    many.close();
  }

  private static EncoderEngine engine(Precision precision, int threads) {
    return ENGINES.computeIfAbsent(
        precision + " " + threads,
        key ->
            new OneDnnEncoder(
                OneDnnEncoderTest.checkpoint(EegptConfig.of(512, 4, 2, 8)),
                new EngineOptions("onednn", precision, threads)));
  }
}
