package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_BIAS;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_DEFAULT;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_GELU_BIAS;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_TF32;
import static org.bytedeco.cuda.global.cudart.CUDA_R_16BF;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;

import java.util.Locale;

/**
 * What a product is to cuBLASLt, whatever its rows.
 *
 * @param inputs columns of what is multiplied
 * @param pitch elements from a row of it to the next
 * @param outputs columns of the result
 * @param from kind of activations and weights
 * @param to kind of the result; null for floats that are added to
 */
record LtShape(int inputs, int pitch, int outputs, Kind from, Kind to, Epilogue epilogue) {
  /** What follows the sum: the bias, and GELU in the form with tanh. */
  enum Epilogue {
    NONE,
    BIAS,
    BIAS_GELU
  }

  int fromType() {
    return type(from);
  }

  int toType() {
    return type(to == null ? Kind.FLOAT : to);
  }

  int fromBytes() {
    return from.bytes();
  }

  int toBytes() {
    return to == null ? Float.BYTES : to.bytes();
  }

  /** Whether the bias is to be bf16, as the result is. */
  boolean takesBf16Bias() {
    return to == Kind.BF16;
  }

  boolean hasBias() {
    return epilogue != Epilogue.NONE;
  }

  int compute() {
    return from == Kind.TF32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
  }

  int epilogueCode() {
    return switch (epilogue) {
      case NONE -> CUBLASLT_EPILOGUE_DEFAULT;
      case BIAS -> CUBLASLT_EPILOGUE_BIAS;
      case BIAS_GELU -> CUBLASLT_EPILOGUE_GELU_BIAS;
    };
  }

  /** What of the result's earlier values is added. */
  float beta() {
    return to == null ? 1 : 0;
  }

  private static int type(Kind kind) {
    return switch (kind) {
      case BF16 -> CUDA_R_16BF;
      case FLOAT, TF32 -> CUDA_R_32F;
      case PARTS -> throw new IllegalArgumentException("cuBLASLt knows no numbers in parts");
    };
  }

  /** A word for files and messages. */
  @Override
  public String toString() {
    return String.format(
            "%d-of-%d-to-%d-%s-%s-%s",
            inputs, pitch, outputs, from, to == null ? "added" : to, epilogue)
        .toLowerCase(Locale.ROOT);
  }
}
