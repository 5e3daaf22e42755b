package org.eegptspark.model.encoder.cuda;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * A linear layer's weights on the GPU, as its arithmetic reads them. Arrays by output have zeros up
 * to a whole tile.
 *
 * @param weight [out, in] of the kind of products; for Hopper's kernel, in the order that {@code
 *     product.cu} says
 * @param bias float [out]
 * @param bf16Bias the same, rounded, for cuBLASLt; else null
 * @param sums float [out], of each row of the weights as they are multiplied, where the arithmetic
 *     folds layer norms; else null
 */
record GpuLinear(
    int inputs, int outputs, Pointer weight, Pointer bias, Pointer bf16Bias, Pointer sums) {
  private static final int TILE = 256; // columns of a cluster's tiles
  private static final int BF16_BITS = 16;
  private static final int TF32_DROPPED_BITS = 13;
  private static final int STORE_BYTES = 16; // that a thread writes at once

  /**
   * Brings a layer to the GPU.
   *
   * @param to what is made of the sums; null where they are added to floats
   */
  static GpuLinear of(GpuScope scope, Arithmetic arithmetic, Layer layer, Kind to) {
    float[] bias = wholeTiles(layer.bias());
    float[] weight = arithmetic.library() ? layer.weight() : ordered(layer, to);
    int inputs = layer.inputs();
    return new GpuLinear(
        inputs,
        layer.outputs(),
        elements(scope, arithmetic.products(), weight, inputs),
        scope.copyOf(bias),
        arithmetic.library() ? scope.copyOf(parts(bias, bias.length, 1)) : null,
        arithmetic.folds() ? scope.copyOf(wholeTiles(sums(arithmetic.products(), layer))) : null);
  }

  private static float[] wholeTiles(float[] values) {
    return Arrays.copyOf(values, (values.length + TILE - 1) / TILE * TILE);
  }

  /** Rows in the order in which a thread holds neighbours: see {@code product.cu}. */
  private static float[] ordered(Layer layer, Kind to) {
    int run = STORE_BYTES / (to == Kind.BF16 || to == Kind.PARTS ? Short.BYTES : Float.BYTES);
    int inputs = layer.inputs();
    float[] ordered = new float[layer.weight().length];
    for (int row = 0; row < layer.outputs(); row++) {
      int within = row % (4 * run);
      int column = row - within + run * (within % 8 / 2) + within / 8 * 2 + within % 2;
      System.arraycopy(layer.weight(), column * inputs, ordered, row * inputs, inputs);
    }
    return ordered;
  }

  private static float[] sums(Kind kind, Layer layer) {
    float[] rounded =
        switch (kind) {
          case BF16 -> floats(parts(layer.weight(), layer.inputs(), 1));
          case TF32 -> rounded(layer.weight());
          default -> layer.weight();
        };
    float[] sums = new float[layer.outputs()];
    for (int row = 0; row < sums.length; row++) {
      double sum = 0;
      for (int i = 0; i < layer.inputs(); i++) {
        sum += rounded[row * layer.inputs() + i];
      }
      sums[row] = (float) sum;
    }
    return sums;
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

  private static float[] floats(short[] bf16) {
    float[] floats = new float[bf16.length];
    for (int i = 0; i < bf16.length; i++) {
      floats[i] = Float.intBitsToFloat(bf16[i] << BF16_BITS);
    }
    return floats;
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
