package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.cuda.global.cudart.cudaMemcpy;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import java.util.Arrays;
import java.util.Random;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.encoder.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Needs an NVIDIA GPU; skipped aloud without one. */
@Tag("gpu")
class LtProductTest {
  private static final int SAMPLES = 64; // values that are checked of a result

  @BeforeAll
  static void aGpu() {
    Gpu.assume();
    Cuda.enter(0);
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, 1, 64, 192, plain, 1e-5",
    "FP32, 77, 512, 2048, gelu, 1e-5",
    "FP32, 5001, 2048, 512, added, 4e-5",
    "FP32, 130, 192, 64, added, 1e-5",
    "TF32, 3, 64, 64, plain, 1e-2",
    "TF32, 999, 512, 2048, gelu, 2e-2",
    "TF32, 4097, 2048, 512, added, 4e-2",
    "BF16, 1, 192, 576, plain, 2e-1",
    "BF16, 2049, 512, 2048, gelu, 2e-1",
    "BF16, 31, 2048, 512, added, 4e-1"
  })
  void multipliesWhateverTheShape(
      Precision precision, int rows, int inputs, int outputs, String what, double tolerance) {
    float[] x = random(rows * inputs, 1);
    float[] weight = random(outputs * inputs, 2);
    float[] bias = random(outputs, 3);
    float[] result = multiply(precision, x, weight, bias, rows, what);
    Random random = new Random(4);
    for (int i = 0; i < SAMPLES; i++) {
      int row = i == 0 ? rows - 1 : random.nextInt(rows);
      int column = i == 0 ? outputs - 1 : random.nextInt(outputs);
      double sum = bias[column];
      for (int k = 0; k < inputs; k++) {
        sum += (double) x[row * inputs + k] * weight[column * inputs + k];
      }
      double expected =
          switch (what) {
            case "gelu" ->
                sum / 2 * (1 + Math.tanh(0.79788456 * (sum + 0.044715 * sum * sum * sum)));
            case "added" -> sum + 1;
            default -> sum;
          };
      double slack = tolerance + (what.equals("gelu") ? 1e-3 : 0); // of the form with tanh
      assertThat((double) result[row * outputs + column])
          .as("row %s, column %s", row, column)
          .isCloseTo(expected, within(slack));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aRowHasTheSameBitsAmongFewAndMany(Precision precision) {
    int inputs = 512;
    int outputs = 1536;
    float[] weight = random(outputs * inputs, 2);
    float[] bias = random(outputs, 3);
    float[] x = random(6000 * inputs, 1);
    float[] alone = multiply(precision, Arrays.copyOf(x, inputs), weight, bias, 1, "added");
    for (int rows : new int[] {2, 33, 768, 2048, 2049, 6000}) {
      float[] all =
          multiply(precision, Arrays.copyOf(x, rows * inputs), weight, bias, rows, "added");
      assertThat(Arrays.copyOf(all, outputs)).as("%s rows", rows).isEqualTo(alone);
    }
  }

  /** The product's result; where it is added to, to ones. */
  private static float[] multiply(
      Precision precision, float[] x, float[] weight, float[] bias, int rows, String what) {
    Arithmetic arithmetic = Arithmetic.of(precision, true);
    int outputs = bias.length;
    Kind toKind = what.equals("added") ? null : arithmetic.products();
    try (GpuScope scope = new GpuScope()) {
      Pointer from = arithmetic.products() == Kind.BF16 ? scope.copyOf(bf16(x)) : scope.copyOf(x);
      float[] ones = new float[rows * outputs];
      Arrays.fill(ones, 1);
      Pointer to = scope.copyOf(ones);
      GpuLinear layer = GpuLinear.of(scope, arithmetic, new Layer(weight, bias), toKind);
      new LtProduct(
              scope,
              new LinearTask(
                  what, arithmetic, from, layer, to, toKind, what.equals("gelu"), null, rows, 1),
              scope.allocate(Lt.WORKSPACE_BYTES))
          .run(1, new CUstream_st());
      Cuda.check(cudaStreamSynchronize(new CUstream_st()), "multiply");
      return floats(to, rows * outputs, toKind == Kind.BF16);
    }
  }

  private static float[] floats(Pointer from, int count, boolean bf16) {
    float[] values = new float[count];
    try (BytePointer bytes = new BytePointer((long) count * (bf16 ? Short.BYTES : Float.BYTES))) {
      Cuda.check(
          cudaMemcpy(bytes, from, bytes.capacity(), cudaMemcpyDeviceToHost), "give a result");
      for (int i = 0; i < count; i++) {
        values[i] =
            bf16
                ? Float.intBitsToFloat(bytes.getShort(2L * i) << Short.SIZE)
                : bytes.getFloat(4L * i);
      }
    }
    return values;
  }

  private static short[] bf16(float[] values) {
    short[] rounded = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (short) (Float.floatToRawIntBits(values[i]) >>> Short.SIZE);
    }
    return rounded;
  }

  /** Between -1 and 1, weights and inputs that bf16 holds exactly. */
  private static float[] random(int count, int seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToRawIntBits(2 * random.nextFloat() - 1);
      values[i] = Float.intBitsToFloat(bits >>> Short.SIZE << Short.SIZE);
    }
    return values;
  }
}
