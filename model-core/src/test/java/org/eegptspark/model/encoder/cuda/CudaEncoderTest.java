package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.cuda.global.cudart.cudaMemcpy;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.fixtures.References;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EngineFailureException;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.encoder.SignalPatches;
import org.eegptspark.model.encoder.nd4j.Nd4jEncoder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Needs an NVIDIA GPU from Ampere on; skipped aloud without one. */
@Tag("gpu")
class CudaEncoderTest {
  private static final double TIMES_PYTORCH_ERROR = 1.5;

  /** What tf32 and bf16 may be off by on the reference cases, whose tokens are around 1. */
  private static final double TF32_ERROR = 1e-2;

  private static final double BF16_ERROR = 1e-1;

  @BeforeAll
  static void aGpu() {
    Gpu.assume();
  }

  static List<References.Case> cases() {
    return References.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fp32MeetsTheAccuracyBar(References.Case reference) {
    double error = error(reference, Precision.FP32);
    System.out.printf(
        "cuda fp32 %s: tokens off by %.2e, PyTorch's float32 by %.2e (%.2fx)%n",
        reference.name(), error, reference.float32Error(), error / reference.float32Error());
    assertThat(error).isLessThanOrEqualTo(TIMES_PYTORCH_ERROR * reference.float32Error());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shorterPrecisionsStateTheirError(References.Case reference) {
    double tf32 = error(reference, Precision.TF32);
    double bf16 = error(reference, Precision.BF16);
    System.out.printf("cuda %s: tf32 off by %.2e, bf16 by %.2e%n", reference.name(), tf32, bf16);
    assertThat(tf32).isLessThan(TF32_ERROR);
    assertThat(bf16).isLessThan(BF16_ERROR);
  }

  private static double error(References.Case reference, Precision precision) {
    Checkpoint checkpoint =
        Checkpoints.of(reference.weights(), Optional.of(reference.json()), reference.name());
    try (EegptModel model = new EegptModel(checkpoint, new EngineOptions("cuda", precision, 1))) {
      INDArray tokens = model.encode(reference.input(), reference.channels());
      INDArray expected = reference.expected().get("tokens_f64");
      return tokens
          .castTo(DataType.DOUBLE)
          .sub(expected.castTo(DataType.DOUBLE))
          .amaxNumber()
          .doubleValue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, 1, 4, 3, 19", // one block: first and last
    "64, 1, 2, 4, 5, 1",
    "128, 4, 3, 4, 700, 2",
    "128, 4, 2, 4, 900, 19", // columns that no cluster's tiles divide
    "192, 3, 2, 4, 9, 62", // a width that no tile divides
    "320, 2, 2, 4, 31, 5", // short sums of different lengths
    "256, 4, 4, 8, 11, 33",
    "512, 4, 2, 8, 30, 4",
    "512, 4, 2, 8, 300, 64"
  })
  void agreesWithTheReferenceEngineWhateverTheShape(
      int dim, int summaries, int depth, int heads, int patches, int channels) {
    Checkpoint weights = checkpoint(EegptConfig.of(dim, summaries, depth, heads));
    PatchBatch batch = batch(patches, channels);
    try (EncoderEngine reference =
        new Nd4jEncoder(weights, new EngineOptions("nd4j", Precision.FP32, 2))) {
      INDArray expected = reference.encode(batch);
      assertThat(expected.shape()).containsExactly(patches, summaries, dim);
      for (Precision precision : Precision.values()) {
        try (EncoderEngine cuda = engine(weights, precision)) {
          assertThat(cuda.encode(batch).sub(expected).amaxNumber().doubleValue())
              .as("%s", precision)
              .isLessThan(
                  switch (precision) {
                    case FP32 -> 6e-6;
                    case TF32 -> TF32_ERROR;
                    case BF16 -> BF16_ERROR;
                  });
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aPatchHasTheSameBitsInAnyBatchAndPlace(Precision precision) {
    try (EncoderEngine engine = engine(checkpoint(EegptConfig.of(512, 4, 3, 8)), precision)) {
      float[] alone = encode(engine, 1, 0);
      for (int batch : new int[] {1, 2, 3, 63, 256, 257, 1000, 9000}) {
        for (int place : new int[] {0, batch / 2, batch - 1}) {
          assertThat(encode(engine, batch, place))
              .as("batch of %s, place %s", batch, place)
              .isEqualTo(alone);
        }
      }
    }
  }

  @Test
  void tasksThatShareTheGpuDoNotDisturbEachOther() throws Exception {
    ExecutorService tasks = Executors.newFixedThreadPool(8);
    try (EncoderEngine engine = engine(checkpoint(EegptConfig.of(128, 4, 3, 4)), Precision.FP32)) {
      float[] alone = encode(engine, 1, 0);
      List<Future<float[]>> results = new ArrayList<>();
      for (int task = 0; task < 64; task++) {
        int batch = 1 + task * 37 % 600;
        results.add(tasks.submit(() -> encode(engine, batch, batch - 1)));
      }
      for (Future<float[]> result : results) {
        assertThat(result.get()).isEqualTo(alone);
      }
    } finally {
      tasks.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void patchesInASignalHaveTheBitsOfPatchesByThemselves(Precision precision) {
    try (EncoderEngine engine = engine(checkpoint(EegptConfig.of(128, 4, 3, 4)), precision)) {
      for (int count : new int[] {1, 16, 300, 3000}) {
        SignalPatches patches = patches(count);
        INDArray dense = engine.encode(patches.gather(0, count));
        assertThat(FloatArrays.values(engine.encode(patches)))
            .as("%s patches", count)
            .isEqualTo(FloatArrays.values(dense));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void meansOverWindowsHaveTheBitsOfThoseTakenOnTheCpu(Precision precision) {
    try (EncoderEngine engine = engine(checkpoint(EegptConfig.of(128, 4, 3, 4)), precision)) {
      for (int count : new int[] {16, 300, 30_000}) { // the last in several batches
        SignalPatches patches = patches(count);
        int[][] windows = windows(count);
        assertThat(FloatArrays.values(engine.encodePooled(patches, windows)))
            .as("%s patches", count)
            .isEqualTo(meansOnTheCpu(engine, patches, windows));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void windowsOnTheGpuHaveTheBitsOfThoseBroughtThere(Precision precision) {
    EegptConfig config = EegptConfig.of(128, 4, 3, 4);
    try (CudaEncoder engine = (CudaEncoder) engine(checkpoint(config), precision);
        GpuScope memory = new GpuScope()) {
      for (int count : new int[] {1, 20, 1500}) { // the last in several batches
        INDArray windows = SyntheticWeights.uniform("windows", count, 0, count, 19, 1000);
        SignalPatches patches = SignalPatches.of(windows, rows(19), config); // 16, the last short
        int[][] members =
            IntStream.range(0, count)
                .mapToObj(w -> IntStream.range(16 * w, 16 * w + 16).toArray())
                .toArray(int[][]::new);
        long[] starts = LongStream.range(0, count).map(w -> w * 19 * 1000).toArray();
        Pointer samples = memory.copyOf(FloatArrays.values(windows));
        DeviceSignals onGpu = new DeviceSignals(samples.address(), starts, 1000, rows(19));
        assertThat(tokens(engine, onGpu, false, memory, 16 * count * 512))
            .as("%s windows", count)
            .isEqualTo(FloatArrays.values(engine.encode(patches)));
        assertThat(tokens(engine, onGpu, true, memory, count * 512))
            .as("means of %s windows", count)
            .isEqualTo(FloatArrays.values(engine.encodePooled(patches, members)));
      }
    }
  }

  private static float[] tokens(
      CudaEncoder engine, DeviceSignals windows, boolean pooled, GpuScope memory, int floats) {
    Pointer tokens = memory.allocate((long) floats * Float.BYTES);
    engine.encodeOnGpu(windows, pooled, tokens.address());
    FloatPointer values = new FloatPointer(floats);
    Cuda.check(
        cudaMemcpy(values, tokens, (long) floats * Float.BYTES, cudaMemcpyDeviceToHost),
        "give tokens");
    float[] array = new float[floats];
    values.get(array);
    return array;
  }

  /** Windows of 16 patches, from every third. */
  private static int[][] windows(int patches) {
    return IntStream.rangeClosed(0, (patches - 16) / 3)
        .mapToObj(w -> IntStream.range(3 * w, 3 * w + 16).toArray())
        .toArray(int[][]::new);
  }

  private static float[] meansOnTheCpu(
      EncoderEngine engine, SignalPatches patches, int[][] windows) {
    float[] tokens = FloatArrays.values(engine.encode(patches));
    int floats = tokens.length / patches.size();
    float[] means = new float[windows.length * floats];
    for (int w = 0; w < windows.length; w++) {
      for (int i = 0; i < floats; i++) {
        double sum = 0;
        for (int patch : windows[w]) {
          sum += tokens[patch * floats + i];
        }
        means[w * floats + i] = (float) (sum / windows[w].length);
      }
    }
    return means;
  }

  /** Patches of 19 channels that overlap by half, and some that do not; the last is short. */
  private static SignalPatches patches(int count) {
    List<SignalPatches.Cut> cuts = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      int start = 32 * p + (p > count / 2 ? 100 : 0);
      cuts.add(new SignalPatches.Cut(0, start, p == count - 1 ? 40 : 64));
    }
    INDArray signal = SyntheticWeights.uniform("signal", count, 0, 1, 19, 32 * count + 200);
    return new SignalPatches(signal, cuts, rows(19), 64);
  }

  @Test
  void tasksOfAllKindsThatShareTheGpuDoNotDisturbEachOther() throws Exception {
    ExecutorService tasks = Executors.newFixedThreadPool(12);
    try (EncoderEngine engine = engine(checkpoint(EegptConfig.of(128, 4, 3, 4)), Precision.BF16)) {
      List<Future<?>> results = new ArrayList<>();
      for (int count : new int[] {16, 40, 700, 20_000}) {
        SignalPatches patches = patches(count);
        int[][] windows = windows(count);
        float[] tokens = FloatArrays.values(engine.encode(patches));
        float[] means = FloatArrays.values(engine.encodePooled(patches, windows));
        for (int i = 0; i < (count > 1000 ? 3 : 20); i++) {
          results.add(
              tasks.submit(
                  () -> assertThat(FloatArrays.values(engine.encode(patches))).isEqualTo(tokens)));
          results.add(
              tasks.submit(
                  () ->
                      assertThat(FloatArrays.values(engine.encodePooled(patches, windows)))
                          .isEqualTo(means)));
        }
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      tasks.shutdownNow();
    }
  }

  @Test
  void aSmallerBatchTakesLessMemoryAndGivesTheSameBits() {
    Checkpoint weights = checkpoint(EegptConfig.of(128, 4, 3, 4));
    SignalPatches patches = patches(3000);
    EngineOptions small = new EngineOptions("cuda", Precision.FP32, 1).withBatch(500);
    try (CudaEncoder few = new CudaEncoder(weights, small);
        CudaEncoder many = (CudaEncoder) engine(weights, Precision.FP32)) {
      assertThat(few.batchSize(19)).isEqualTo(500);
      assertThat(FloatArrays.values(few.encode(patches)))
          .isEqualTo(FloatArrays.values(many.encode(patches)));
      assertThat(few.gpuBytes()).isLessThan(many.gpuBytes() / 4);
    }
  }

  @Test
  void wantOfMemoryEndsInALineAndTheEngineGoesOnAfterwards() {
    Checkpoint weights = checkpoint(EegptConfig.of(512, 4, 2, 8));
    try (CudaEncoder engine = (CudaEncoder) engine(weights, Precision.FP32);
        GpuScope hog = new GpuScope()) {
      Cuda.enter(0);
      for (long piece = 1L << 36; piece >= 1 << 24; ) { // leaves 16 to 32 MB
        try {
          hog.allocate(piece);
        } catch (GpuMemoryException e) {
          piece /= 2;
        }
      }
      PatchBatch batch = batch(2000, 58);
      assertThatThrownBy(() -> engine.encode(batch))
          .isInstanceOf(EngineFailureException.class)
          .hasMessageContaining("for 2000 patches of 58 channels in batches of half the size")
          .hasMessageContaining("MB are free")
          .hasMessageEndingWith("use a smaller --batch, fewer executors a GPU, or --engine onednn");
      hog.close();
      assertThat(engine.encode(batch).shape()).containsExactly(2000, 4, 512);
    }
  }

  @Test
  void aGpuThatIsNotThereIsRefusedInALine() {
    EngineOptions options = new EngineOptions("cuda", Precision.FP32, 1).withGpu(99);
    Checkpoint weights = checkpoint(EegptConfig.of(64, 1, 2, 4));
    assertThatThrownBy(() -> new CudaEncoder(weights, options))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching("GPU 99 was asked for, but this process sees \\d+, counted from 0");
  }

  private static EncoderEngine engine(Checkpoint weights, Precision precision) {
    return new CudaEncoder(weights, new EngineOptions("cuda", precision, 1));
  }

  private static Checkpoint checkpoint(EegptConfig config) {
    return new Checkpoint(
        config, SyntheticWeights.of(config, 1, 19).tensors(), List.of(), "synthetic");
  }

  private static PatchBatch batch(int patches, int channels) {
    return new PatchBatch(
        SyntheticWeights.uniform("patches", 1, 0, patches, channels, 64), rows(channels));
  }

  private static int[] rows(int channels) {
    return IntStream.range(0, channels).map(c -> c * 7 % 62).toArray();
  }

  /** The tokens of one patch of 19 channels, encoded among others. */
  private static float[] encode(EncoderEngine engine, int batch, int place) {
    int floats = 19 * 64;
    float[] patches = new float[batch * floats];
    Random random = new Random(batch * 31L + place);
    for (int i = 0; i < patches.length; i++) {
      patches[i] = random.nextFloat() - 0.5f;
    }
    Random same = new Random(1);
    for (int i = 0; i < floats; i++) {
      patches[place * floats + i] = same.nextFloat() - 0.5f;
    }
    INDArray input = Nd4j.create(patches, new long[] {batch, 19, 64}, 'c');
    INDArray tokens = engine.encode(new PatchBatch(input, rows(19)));
    float[] all = tokens.data().asFloat();
    float[] wanted = new float[all.length / batch];
    System.arraycopy(all, place * wanted.length, wanted, 0, wanted.length);
    input.close();
    tokens.close();
    return wanted;
  }
}
