package org.eegptspark.model.encoder.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.fixtures.EngineThreads;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.encoder.nd4j.Nd4jEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class OneDnnEncoderTest {
  private static final EegptConfig LITTLE = EegptConfig.of(128, 4, 3, 4);
  private static final EegptConfig LARGE = EegptConfig.of(512, 4, 2, 8);

  static Checkpoint checkpoint(EegptConfig config) {
    return new Checkpoint(
        config, SyntheticWeights.of(config, 1, 19).tensors(), List.of(), "synthetic");
  }

  static PatchBatch batch(int patches, int channels) {
    return new PatchBatch(
        SyntheticWeights.uniform("patches", 1, 0, patches, channels, 64),
        IntStream.range(0, channels).map(c -> c * 7 % 62).toArray());
  }

  private static EngineOptions options(Precision precision, int threads) {
    return new EngineOptions("onednn", precision, threads);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, 1, 4, 3, 19", // one block: first and last
    "64, 1, 2, 4, 5, 1",
    "128, 4, 3, 4, 70, 2", // more patches than a group holds
    "64, 1, 2, 4, 36, 5", // a thread has three times as many patches as a patch has tokens
    "128, 4, 3, 4, 54, 5", // likewise
    "96, 3, 2, 2, 9, 62", // widths that fill no register
    "256, 4, 4, 8, 11, 33"
  })
  void agreesWithTheReferenceEngineWhateverTheShape(
      int dim, int summaries, int depth, int heads, int patches, int channels) {
    Checkpoint weights = checkpoint(EegptConfig.of(dim, summaries, depth, heads));
    PatchBatch batch = batch(patches, channels);
    try (EncoderEngine oneDnn = new OneDnnEncoder(weights, options(Precision.FP32, 2));
        EncoderEngine reference = new Nd4jEncoder(weights, options(Precision.FP32, 2))) {
      INDArray tokens = oneDnn.encode(batch);
      assertThat(tokens.shape()).containsExactly(patches, summaries, dim);
      assertThat(tokens.sub(reference.encode(batch)).amaxNumber().doubleValue()).isLessThan(6e-6);
    }
  }

  @Test
  void readsPatchesThatArePartOfALargerArray() {
    try (EncoderEngine engine = new OneDnnEncoder(checkpoint(LITTLE), options(Precision.FP32, 1))) {
      PatchBatch all = batch(10, 19);
      INDArray part =
          all.patches().get(NDArrayIndex.interval(3, 8), NDArrayIndex.all(), NDArrayIndex.all());
      INDArray expected = engine.encode(all);
      INDArray tokens = engine.encode(new PatchBatch(part, all.electrodes()));
      for (int p = 0; p < 5; p++) {
        assertThat(tokens.slice(p).dup().data().asFloat())
            .isEqualTo(expected.slice(3 + p).dup().data().asFloat());
      }
    }
  }

  @Test
  void tellsMontagesOfOneSizeApart() {
    Checkpoint weights = checkpoint(LITTLE);
    INDArray patches = batch(2, 3).patches();
    try (EncoderEngine engine = new OneDnnEncoder(weights, options(Precision.FP32, 1));
        EncoderEngine reference = new Nd4jEncoder(weights, options(Precision.FP32, 1))) {
      for (int[] electrodes : List.of(new int[] {0, 1, 2}, new int[] {9, 30, 61})) {
        PatchBatch batch = new PatchBatch(patches, electrodes);
        assertThat(engine.encode(batch).sub(reference.encode(batch)).amaxNumber().doubleValue())
            .isLessThan(5e-6);
      }
    }
  }

  @Test
  void staysNearTheReferenceInBf16() {
    assumeTrue(OneDnn.multipliesBf16(), "SKIPPED: this CPU has no bf16 products");
    Checkpoint weights = checkpoint(LARGE);
    PatchBatch batch = batch(4, 19);
    try (EncoderEngine bf16 = new OneDnnEncoder(weights, options(Precision.BF16, 1));
        EncoderEngine reference = new Nd4jEncoder(weights, options(Precision.FP32, 1))) {
      assertThat(bf16.precision()).isEqualTo(Precision.BF16);
      double error = bf16.encode(batch).sub(reference.encode(batch)).amaxNumber().doubleValue();
      assertThat(error).isBetween(1e-4, 3e-2);
    }
  }

  @Test
  void refusesTf32() {
    assertThatThrownBy(() -> EncoderEngines.check(options(Precision.TF32, 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("Engine onednn computes in fp32 or bf16, but --precision tf32 was asked for");
  }

  @Test
  void isTheEngineThatAutoStandsForOnACpu() {
    try (EncoderEngine engine = EncoderEngines.create(checkpoint(LITTLE), EngineOptions.alone())) {
      assertThat(engine.name()).isEqualTo("onednn");
    }
  }

  @Test
  void startsOneThreadForEachTaskThatEncodesAtOnce() throws Exception {
    int tasks = 3;
    ExecutorService callers = Executors.newFixedThreadPool(tasks);
    try (EncoderEngine engine = new OneDnnEncoder(checkpoint(LARGE), options(Precision.FP32, 1))) {
      Set<Path> before = EngineThreads.now();
      encodeAtOnce(engine, callers, tasks, 20);
      assertThat(EngineThreads.since(before)).hasSizeBetween(1, tasks);
    } finally {
      callers.shutdown();
    }
  }

  @Test
  void aTaskTakesTheCoresThatOthersLeave() throws Exception {
    EngineOptions options = options(Precision.FP32, 1).withCores(4);
    try (EncoderEngine engine = new OneDnnEncoder(checkpoint(LARGE), options)) {
      Set<Path> before = EngineThreads.now();
      engine.encode(batch(8, 19)).close();
      assertThat(EngineThreads.since(before)).as("as long as nobody tells of tasks").hasSize(1);
      engine.sharedBy(2);
      engine.encode(batch(8, 19)).close();
      assertThat(EngineThreads.since(before)).as("one of two tasks").hasSize(2);
      engine.sharedBy(1);
      engine.encode(batch(8, 19)).close();
      assertThat(EngineThreads.since(before)).as("alone").hasSize(4);
    }
  }

  private static void encodeAtOnce(
      EncoderEngine engine, ExecutorService callers, int tasks, int times) {
    CompletableFuture.allOf(
            IntStream.range(0, tasks)
                .mapToObj(
                    task ->
                        CompletableFuture.runAsync(
                            () -> {
                              for (int i = 0; i < times; i++) {
                                engine.encode(batch(8, 19)).close();
                              }
                            },
                            callers))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  @Test
  void holdsLittleMoreThanItsWeightsAndFreesThem() {
    Checkpoint weights = checkpoint(EegptConfig.of(512, 4, 8, 8));
    long weightBytes =
        weights.tensors().values().stream().mapToLong(t -> t.length() * Float.BYTES).sum();
    long before = Pointer.totalBytes();
    try (EncoderEngine engine = new OneDnnEncoder(weights, options(Precision.FP32, 1))) {
      engine.encode(batch(32, 58)).close();
      assertThat(Pointer.totalBytes() - before).isLessThan((long) (1.2 * weightBytes));
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(weightBytes / 100);
  }
}
