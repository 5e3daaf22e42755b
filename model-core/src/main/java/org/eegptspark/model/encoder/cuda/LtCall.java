package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_BIAS_POINTER;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_EPILOGUE;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSA;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATRIX_LAYOUT_COLS;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_REDUCTION_SCHEME_NONE;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmul;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulAlgoCheck;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulAlgoGetHeuristic;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescSetAttribute;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceSetAttribute;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutSetAttribute;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cublas.cublasLtMatmulAlgo_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A product by cuBLASLt: {@code to [rows, out] = f(from [rows, in] weight [out, in]^T + bias)}, or
 * added to what is there. To the library, whose matrices are column-major, it is the transposed
 * one: {@code to^T = weight from^T}, the bias running down the columns. Not for several threads.
 */
final class LtCall {
  private final LtShape shape;
  private final Pointer weight;
  private final Pointer from;
  private final Pointer to;
  private final Pointer workspace;
  private final cublasLtMatmulDescOpaque_t description;
  private final cublasLtMatrixLayoutOpaque_t weightLayout;
  private final cublasLtMatrixLayoutOpaque_t fromLayout;
  private final cublasLtMatrixLayoutOpaque_t toLayout;
  private final LongPointer rows;
  private final FloatPointer one;
  private final FloatPointer beta;

  /**
   * @param scope owns what describes the product
   * @param bias [out], bf16 where the shape takes it so, else float; unused where it has none
   * @param workspace {@link Lt#WORKSPACE_BYTES}, of which one call makes use at a time
   */
  LtCall(
      GpuScope scope,
      LtShape shape,
      Pointer weight,
      Pointer bias,
      Pointer from,
      Pointer to,
      Pointer workspace) {
    this.shape = shape;
    this.weight = weight;
    this.from = from;
    this.to = to;
    this.workspace = workspace;
    PointerPointer<Pointer> made = new PointerPointer<>(1);
    scope.own(made, made::deallocate);
    Lt.check(cublasLtMatmulDescCreate(made, shape.compute(), CUDA_R_32F), "describe a product");
    description = new cublasLtMatmulDescOpaque_t(made.get());
    scope.own(description, () -> cublasLtMatmulDescDestroy(description));
    IntPointer transposed = own(scope, new IntPointer(1).put(CUBLAS_OP_T));
    IntPointer epilogue = own(scope, new IntPointer(1).put(shape.epilogueCode()));
    LongPointer biasAt = own(scope, new LongPointer(1).put(bias.address()));
    set(CUBLASLT_MATMUL_DESC_TRANSA, transposed);
    set(CUBLASLT_MATMUL_DESC_EPILOGUE, epilogue);
    if (shape.hasBias()) {
      set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, biasAt);
    }
    int pitch = shape.pitch();
    weightLayout = layout(scope, made, shape.fromType(), shape.inputs(), shape.outputs(), pitch);
    fromLayout = layout(scope, made, shape.fromType(), shape.inputs(), 1, pitch);
    toLayout = layout(scope, made, shape.toType(), shape.outputs(), 1, shape.outputs());
    rows = own(scope, new LongPointer(1).put(1));
    one = own(scope, new FloatPointer(1).put(1));
    beta = own(scope, new FloatPointer(1).put(shape.beta()));
  }

  private static <T extends Pointer> T own(GpuScope scope, T value) {
    return scope.own(value, value::deallocate);
  }

  private void set(int attribute, Pointer value) {
    long size = value.limit() * value.sizeof();
    Lt.check(
        cublasLtMatmulDescSetAttribute(description, attribute, value, size), "describe a product");
  }

  private static cublasLtMatrixLayoutOpaque_t layout(
      GpuScope scope, PointerPointer<Pointer> made, int type, long rows, long columns, long pitch) {
    Lt.check(cublasLtMatrixLayoutCreate(made, type, rows, columns, pitch), "describe a matrix");
    cublasLtMatrixLayoutOpaque_t layout = new cublasLtMatrixLayoutOpaque_t(made.get());
    return scope.own(layout, () -> cublasLtMatrixLayoutDestroy(layout));
  }

  /**
   * Algorithms that the library proposes for a number of rows, the best first. None splits a sum
   * among blocks.
   */
  List<LtAlgorithm> proposals(int count, int most) {
    setRows(count);
    try (PointerPointer<Pointer> made = new PointerPointer<>(1);
        LongPointer memory = new LongPointer(1).put(Lt.WORKSPACE_BYTES);
        IntPointer reductions = new IntPointer(1).put(CUBLASLT_REDUCTION_SCHEME_NONE);
        cublasLtMatmulHeuristicResult_t results = new cublasLtMatmulHeuristicResult_t(most)) {
      Lt.check(cublasLtMatmulPreferenceCreate(made), "ask");
      cublasLtMatmulPreferenceOpaque_t wish = new cublasLtMatmulPreferenceOpaque_t(made.get());
      prefer(wish, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, memory, Long.BYTES);
      prefer(wish, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, reductions, Integer.BYTES);
      int[] found = new int[1];
      int status =
          cublasLtMatmulAlgoGetHeuristic(
              Lt.handle(),
              description,
              weightLayout,
              fromLayout,
              toLayout,
              toLayout,
              wish,
              most,
              results,
              found);
      cublasLtMatmulPreferenceDestroy(wish);
      List<LtAlgorithm> proposals = new ArrayList<>();
      for (int i = 0; status == 0 && i < found[0]; i++) {
        cublasLtMatmulHeuristicResult_t result = results.getPointer(i);
        if (result.state() == 0) {
          proposals.add(LtAlgorithm.of(result.algo()));
        }
      }
      return proposals;
    }
  }

  private static void prefer(
      cublasLtMatmulPreferenceOpaque_t wish, int attribute, Pointer value, long size) {
    Lt.check(cublasLtMatmulPreferenceSetAttribute(wish, attribute, value, size), "ask");
  }

  /** Whether an algorithm serves a number of rows. */
  boolean accepts(LtAlgorithm algorithm, int count) {
    setRows(count);
    try (cublasLtMatmulAlgo_t its = algorithm.toNative();
        cublasLtMatmulHeuristicResult_t result = new cublasLtMatmulHeuristicResult_t(1)) {
      int status =
          cublasLtMatmulAlgoCheck(
              Lt.handle(), description, weightLayout, fromLayout, toLayout, toLayout, its, result);
      return status == 0 && result.workspaceSize() <= Lt.WORKSPACE_BYTES;
    }
  }

  /** Puts the product of the first rows into a stream. */
  void run(cublasLtMatmulAlgo_t algorithm, int count, CUstream_st stream) {
    setRows(count);
    int status =
        cublasLtMatmul(
            Lt.handle(),
            description,
            one,
            weight,
            weightLayout,
            from,
            fromLayout,
            beta,
            to,
            toLayout,
            to,
            toLayout,
            algorithm,
            workspace,
            Lt.WORKSPACE_BYTES,
            stream);
    if (status != 0) {
      Lt.check(status, "multiply " + count + " rows of " + shape);
    }
  }

  private void setRows(int count) {
    rows.put(0, count);
    setRows(fromLayout);
    setRows(toLayout);
  }

  private void setRows(cublasLtMatrixLayoutOpaque_t layout) {
    int status =
        cublasLtMatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_COLS, rows, Long.BYTES);
    if (status != 0) {
      Lt.check(status, "describe a matrix");
    }
  }
}
