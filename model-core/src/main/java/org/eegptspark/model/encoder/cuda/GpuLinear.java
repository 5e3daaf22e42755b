package org.eegptspark.model.encoder.cuda;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * A linear layer's weights on the GPU.
 *
 * @param weight [out, in] of a kind
 * @param bias float [out], zeros up to a whole tile
 * @param bf16Bias the same, rounded
 */
record GpuLinear(int inputs, int outputs, Pointer weight, Pointer bias, Pointer bf16Bias) {
  private static final int TILE = 128;
  private static final int BF16_BITS = 16;
  private static final int TF32_DROPPED_BITS = 13;

  /**
   * Brings a layer to the GPU.
   *
   * @param weight row-major [out, in]
   * @param bias [out]
   */
  static GpuLinear of(GpuScope scope, Kind kind, float[] weight, float[] bias) {
    int inputs = weight.length / bias.length;
    float[] tiles = Arrays.copyOf(bias, (bias.length + TILE - 1) / TILE * TILE);
    return new GpuLinear(
        inputs,
        bias.length,
        elements(scope, kind, weight, inputs),
        scope.copyOf(tiles),
        scope.copyOf(parts(tiles, tiles.length, 1)));
  }

  private static Pointer elements(GpuScope scope, Kind kind, float[] weight, int inputs) {
    return switch (kind) {
      case BF16 -> scope.copyOf(parts(weight, inputs, 1));
      case PARTS -> scope.copyOf(parts(weight, inputs, 3));
      case TF32 -> scope.copyOf(rounded(weight));
      case FLOAT -> scope.copyOf(weight);
    };
  }

  /** Each row's leading bf16 part, then that of what is left, and so on. */
  private static short[] parts(float[] weight, int inputs, int count) {
    short[] parts = new short[weight.length * count];
    for (int i = 0; i < weight.length; i++) {
      float left = weight[i];
      for (int part = 0; part < count; part++) {
        short bits = bf16(left);
        parts[(i / inputs * count + part) * inputs + i % inputs] = bits;
        left -= Float.intBitsToFloat(bits << BF16_BITS);
      }
    }
    return parts;
  }

  /** To the nearest, ties to even. */
  private static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) (bits + 0x7fff + (bits >>> BF16_BITS & 1) >>> BF16_BITS);
  }

  /** To the nearest tf32, ties away from zero, as the GPU rounds activations. */
  private static float[] rounded(float[] values) {
    float[] rounded = new float[values.length];
    int half = 1 << TF32_DROPPED_BITS - 1;
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits(values[i]) + half;
      rounded[i] = Float.intBitsToFloat(bits >> TF32_DROPPED_BITS << TF32_DROPPED_BITS);
    }
    return rounded;
  }
}
