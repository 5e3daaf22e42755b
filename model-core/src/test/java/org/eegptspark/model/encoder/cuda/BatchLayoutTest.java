package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.SignalPatches;
import org.eegptspark.model.encoder.SignalPatches.Cut;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads a batch as the kernels do, and compares it with what was handed over. */
class BatchLayoutTest {
  private static final int CHANNELS = 3;
  private static final int PATCH = 64;
  private static final int RESULT_FLOATS = 8;

  @Test
  void patchesThatShareSamplesAreReadWhereTheyLie() {
    List<Cut> cuts = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      cuts.add(new Cut(1, 100 + 16 * n, PATCH));
    }
    SignalPatches patches = patches(2, 1000, cuts);
    Read read = read(SignalPart.of(patches, 100, 0, RESULT_FLOATS));
    assertThat(read.patches).isDeepEqualTo(gathered(patches));
    assertThat(read.layout.columns()).as("each sample comes once").isEqualTo(19 * 16 + PATCH);
  }

  @Test
  void whatLiesBetweenPatchesIsNotBrought() {
    List<Cut> cuts =
        List.of(
            new Cut(0, 500, PATCH),
            new Cut(0, 564, 10), // next to the first, and short
            new Cut(0, 0, PATCH),
            new Cut(1, 70, PATCH));
    SignalPatches patches = patches(2, 700, cuts);
    Read read = read(SignalPart.of(patches, 100, 0, RESULT_FLOATS));
    assertThat(read.patches).isDeepEqualTo(gathered(patches));
    assertThat(read.layout.columns()).isEqualTo(3 * PATCH + 12);
  }

  @Test
  void partsOfSeveralCallersLieInOneBatch() {
    Random random = new Random(3);
    List<BatchPart> parts = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int caller = 0; caller < 5; caller++) {
      int length = 200 + random.nextInt(300);
      List<Cut> cuts = new ArrayList<>();
      for (int n = 0; n < 1 + random.nextInt(9); n++) {
        int start = random.nextInt(length - PATCH);
        cuts.add(new Cut(random.nextInt(2), start, 1 + random.nextInt(PATCH)));
      }
      SignalPatches patches = patches(2, length, cuts);
      parts.addAll(SignalPart.of(patches, 4, 0, RESULT_FLOATS));
      expected.addAll(Arrays.asList(gathered(patches)));
    }
    assertThat(read(parts).patches).isDeepEqualTo(expected.toArray(new float[0][]));
  }

  @Test
  void densePatchesLieOneAfterTheOther() {
    INDArray all = SyntheticWeights.uniform("dense", 1, 0, 7, CHANNELS, PATCH);
    long from = all.data().addressPointer().address();
    List<BatchPart> parts = DensePart.of(from, 7, CHANNELS, PATCH, 3, 1000, RESULT_FLOATS);
    Read read = read(parts);
    float[] flat = all.data().asFloat();
    int floats = CHANNELS * PATCH;
    for (int p = 0; p < 7; p++) {
      assertThat(read.patches[p]).isEqualTo(Arrays.copyOfRange(flat, p * floats, (p + 1) * floats));
    }
    assertThat(parts.stream().map(BatchPart::patches)).containsExactly(3, 3, 1);
    assertThat(parts.stream().map(BatchPart::result))
        .containsExactly(1000L, 1000L + 3 * RESULT_FLOATS * 4, 1000L + 6 * RESULT_FLOATS * 4);
  }

  @Test
  void windowsFindTheirPatchesInABatchOfSeveralCallers() {
    List<Cut> cuts = IntStream.range(0, 40).mapToObj(n -> new Cut(0, n * PATCH, PATCH)).toList();
    SignalPatches patches = patches(1, 40 * PATCH, cuts);
    int[][] windows = IntStream.range(0, 10).mapToObj(w -> windowAt(4 * w)).toArray(int[][]::new);
    List<BatchPart> first = SignalPart.of(patches, windows, 12, 1000, RESULT_FLOATS);
    assertThat(first.stream().map(BatchPart::patches)).containsExactly(12, 12, 12, 12, 12);
    assertThat(first.stream().map(BatchPart::windows)).containsOnly(2);
    assertThat(first.stream().map(BatchPart::result))
        .containsExactly(1000L, 1064L, 1128L, 1192L, 1256L);
    Read read = read(first);
    float[][] all = gathered(patches);
    assertThat(read.members).hasDimensions(10, 8);
    for (int w = 0; w < 10; w++) {
      for (int n = 0; n < 8; n++) {
        assertThat(read.patches[read.members[w][n]]).isEqualTo(all[windows[w][n]]);
      }
    }
  }

  @Test
  void windowsOnTheGpuAreReadWhereTheyLieAndNothingOfThemIsBrought() {
    EegptConfig config = EegptConfig.of(4, 2, 2, 1).withPatchStride(48);
    int length = 200; // patches of 64 from 0, 48, 96 and 144, the last of 56
    INDArray windows = SyntheticWeights.uniform("windows", 1, 0, 5, CHANNELS, length);
    SignalPatches patches = SignalPatches.of(windows, new int[] {1, 2, 3}, config);
    long[] starts = LongStream.range(0, 5).map(w -> w * CHANNELS * length).toArray();
    long address = windows.data().addressPointer().address();
    DeviceSignals signals = new DeviceSignals(address, starts, length, new int[] {1, 2, 3});

    List<BatchPart> tokens = DevicePart.of(signals, config, false, 6, 1000);
    assertThat(tokens.stream().map(BatchPart::patches)).containsExactly(6, 6, 6, 2);
    assertThat(tokens.stream().map(BatchPart::result)).containsExactly(1000L, 1192L, 1384L, 1576L);
    Read read = read(tokens);
    assertThat(read.patches).isDeepEqualTo(gathered(patches));
    assertThat(read.layout.bytes()).isEqualTo(read.layout.samples());

    List<BatchPart> means = DevicePart.of(signals, config, true, 11, 1000);
    assertThat(means.stream().map(BatchPart::patches)).containsExactly(8, 8, 4);
    assertThat(means.stream().map(BatchPart::windows)).containsExactly(2, 2, 1);
    assertThat(means.stream().map(BatchPart::result)).containsExactly(1000L, 1064L, 1128L);
    Read pooled = read(means);
    assertThat(pooled.patches).isDeepEqualTo(gathered(patches));
    assertThat(pooled.members).hasDimensions(5, 4);
    assertThat(pooled.members[4]).containsExactly(16, 17, 18, 19);
  }

  /** 8 patches, of which two windows share 4. */
  private static int[] windowAt(int first) {
    return IntStream.range(first, first + 8).map(n -> n % 40).toArray();
  }

  /** A batch as the kernels see it: see {@code embed.cu} and {@code pool.cu}. */
  private record Read(BatchLayout layout, float[][] patches, int[][] members) {}

  private static Read read(List<BatchPart> parts) {
    BatchLayout layout = BatchLayout.of(parts, CHANNELS);
    assertThat(layout.bytes())
        .isLessThanOrEqualTo(
            BatchLayout.mostBytes(
                layout.patches(),
                layout.windows() * layout.form().patchesAWindow(),
                CHANNELS,
                PATCH));
    BytePointer memory = new BytePointer(layout.bytes());
    layout.write(parts, memory.address());
    PatchInput input = PatchInput.of(layout, memory);
    LongPointer starts = new LongPointer(input.starts());
    IntPointer lengths = new IntPointer(input.lengths());
    FloatPointer samples = new FloatPointer(input.samples());
    IntPointer members = new IntPointer(new Address(memory.address() + layout.members()));
    float[][] patches = new float[layout.patches()][CHANNELS * PATCH];
    for (int p = 0; p < layout.patches(); p++) {
      for (int c = 0; c < CHANNELS; c++) {
        for (int s = 0; s < lengths.get(p); s++) {
          patches[p][c * PATCH + s] = samples.get(starts.get(p) + c * input.channelStride() + s);
        }
      }
    }
    int[][] windows = new int[layout.windows()][layout.form().patchesAWindow()];
    for (int w = 0; w < windows.length; w++) {
      for (int n = 0; n < windows[w].length; n++) {
        windows[w][n] = members.get((long) w * windows[w].length + n);
      }
    }
    memory.deallocate();
    return new Read(layout, patches, windows);
  }

  private static SignalPatches patches(int signals, int samples, List<Cut> cuts) {
    INDArray values = SyntheticWeights.uniform("signals", samples, 0, signals, CHANNELS, samples);
    return new SignalPatches(values, cuts, new int[] {1, 2, 3}, PATCH);
  }

  /** Patch by patch, [C * PATCH]. */
  private static float[][] gathered(SignalPatches patches) {
    PatchBatch batch = patches.gather(0, patches.size());
    float[] flat = batch.patches().data().asFloat();
    int floats = CHANNELS * PATCH;
    float[][] rows = new float[patches.size()][];
    Arrays.setAll(rows, p -> Arrays.copyOfRange(flat, p * floats, (p + 1) * floats));
    return rows;
  }
}
