package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasLtMatmulAlgo_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;

/**
 * A linear layer over a batch's rows by cuBLASLt, for GPUs without Hopper's asynchronous products.
 *
 * <p>A shape has one order of sums whatever the rows, as {@link LtAlgorithms} sees to, so that a
 * patch has the same bits in any batch. In tf32 and bf16 GELU is the library's, the form with tanh,
 * which costs no accuracy there. In fp32 it is exact, by a kernel of its own, and a sum is one of
 * short sums: the library adds column by column, and over all of them would lose the last bits.
 */
final class LtProduct implements Step {
  /** Columns that fp32 products are summed over at once. */
  private static final int SHORT_SUM = 128;

  private static final int BLOCK = 256; // threads
  private static final int VECTOR = 4; // values of a thread

  private final LinearTask task;
  private final List<Part> parts = new ArrayList<>();
  private final Kernel gelu; // null where the library does it or there is none
  private final Arguments geluArguments;

  /** The product of some columns. */
  private record Part(LtCall call, cublasLtMatmulAlgo_t few, cublasLtMatmulAlgo_t many) {
    void run(int rows, CUstream_st stream) {
      call.run(rows <= LtAlgorithms.FEW_ROWS ? few : many, rows, stream);
    }
  }

  /**
   * @param workspace {@link Lt#WORKSPACE_BYTES} that products of one stream may share
   */
  LtProduct(GpuScope scope, LinearTask task, Pointer workspace) {
    this.task = task;
    boolean fp32 = task.arithmetic().products() == Kind.FLOAT;
    int inputs = task.layer().inputs();
    LtShape.Epilogue epilogue =
        task.gelu() && !fp32 ? LtShape.Epilogue.BIAS_GELU : LtShape.Epilogue.BIAS;
    int width = fp32 ? SHORT_SUM : inputs;
    for (int first = 0; first < inputs; first += width) {
      int some = Math.min(width, inputs - first);
      parts.add(
          first == 0
              ? part(scope, first, some, task.toKind(), epilogue, workspace)
              : part(scope, first, some, null, LtShape.Epilogue.NONE, workspace));
    }
    gelu = task.gelu() && fp32 ? Kernel.of(new Source("gelu", Map.of()), 0) : null;
    geluArguments = new Arguments(scope).address(task.to()).of(0L);
  }

  private Part part(
      GpuScope scope,
      int first,
      int width,
      Kind toKind,
      LtShape.Epilogue epilogue,
      Pointer workspace) {
    GpuLinear layer = task.layer();
    Kind kind = task.arithmetic().products();
    LtShape shape = new LtShape(width, layer.inputs(), layer.outputs(), kind, toKind, epilogue);
    long offset = (long) first * kind.bytes();
    LtCall call =
        new LtCall(
            scope,
            shape,
            layer.weight().getPointer(offset),
            shape.takesBf16Bias() ? layer.bf16Bias() : layer.bias(),
            task.from().getPointer(offset),
            task.to(),
            workspace);
    LtAlgorithms algorithms = LtAlgorithms.of(shape);
    cublasLtMatmulAlgo_t few = algorithms.few().toNative();
    cublasLtMatmulAlgo_t many = algorithms.many().toNative();
    return new Part(call, scope.own(few, few::deallocate), scope.own(many, many::deallocate));
  }

  @Override
  public Work work(int patches) {
    return task.work(patches);
  }

  @Override
  public void run(int patches, CUstream_st stream) {
    int rows = patches * task.rowsAPatch();
    int multiplied = (int) Math.min(Math.max(rows, LtAlgorithms.LEAST_ROWS), task.rows());
    for (Part part : parts) {
      part.run(multiplied, stream);
    }
    if (gelu != null) {
      long vectors = (long) rows * task.columns() / VECTOR;
      geluArguments.set(1, vectors);
      gelu.launch(Math.toIntExact((vectors + BLOCK - 1) / BLOCK), BLOCK, geluArguments, stream);
    }
  }
}
