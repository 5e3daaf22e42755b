package org.eegptspark.model.encoder.cuda;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;

/**
 * A linear layer over a batch's rows by the kernel {@code product}, in large tiles or, where there
 * are no more small ones than the GPU computes at once, in those. Either gives the same bits.
 */
final class HopperProduct implements Step {
  private static final int THREADS = 384;
  private static final int ADDED = 5;
  private static final int ROWS = 4; // argument's place
  private static final int ROW_GROUPS = 6;

  private final Task task;
  private final Variant large;
  private final Variant small;

  /**
   * What is multiplied.
   *
   * @param name of the layer
   * @param from [rows, in] of the arithmetic's kind
   * @param to row-major [rows, out] of a kind, or floats that are added to
   * @param toKind null for floats that are added to
   * @param capacity patches of the largest batch
   */
  record Task(
      String name,
      Arithmetic arithmetic,
      Pointer from,
      GpuLinear layer,
      Pointer to,
      Kind toKind,
      boolean gelu,
      int rowsAPatch,
      int capacity) {
    int columns() {
      return layer.outputs();
    }

    /** Constants that do not depend on tiles. */
    Map<String, Integer> constants() {
      Kind kind = arithmetic.products();
      Map<String, Integer> constants = new HashMap<>();
      constants.put("TYPE", kind == Kind.TF32 ? 1 : 0);
      constants.put("TERMS", arithmetic.terms());
      constants.put("TO", toKind == null ? ADDED : toKind.ordinal());
      constants.put("GELU", gelu ? arithmetic.gelu() : 0);
      return constants;
    }
  }

  /**
   * The kernel for a size of tiles.
   *
   * @param tile rows and columns
   * @param cluster blocks that share what they load of the weights
   * @param stages tiles that are loaded ahead
   */
  private record Variant(Kernel kernel, Arguments arguments, int tile, int cluster, int columns) {
    static Variant of(GpuScope scope, Task task, int tile, int cluster, int stages) {
      Map<String, Integer> constants = task.constants();
      constants.put("TILE_ROWS", tile);
      constants.put("TILE_COLUMNS", tile);
      constants.put("CLUSTER_ROWS", cluster);
      constants.put("CLUSTER_COLUMNS", 1);
      constants.put("STAGES", stages);
      int rowBytes = 128;
      int firstSums = task.arithmetic().terms() > 1 ? tile * tile * Float.BYTES : 0;
      int staging = 2 * tile * rowBytes;
      int shared = stages * (2 * tile * rowBytes + 2 * Long.BYTES) + staging + firstSums + 1024;
      Kind kind = task.arithmetic().products();
      int step = rowBytes * (kind == Kind.PARTS ? 3 : 1) / kind.bytes();
      GpuLinear layer = task.layer();
      long rows = (long) task.capacity() * task.rowsAPatch();
      int columnTiles = (layer.outputs() + tile - 1) / tile;
      Arguments arguments =
          new Arguments(scope)
              .structure(TensorMap.of(scope, kind, task.from(), rows, layer.inputs(), tile))
              .structure(
                  TensorMap.of(
                      scope, kind, layer.weight(), layer.outputs(), layer.inputs(), tile / cluster))
              .address(layer.bias())
              .address(task.to())
              .of(0)
              .of(layer.outputs())
              .of(0)
              .of(columnTiles)
              .of((layer.inputs() + step - 1) / step)
              .of(1f)
              .of(1f);
      return new Variant(
          Kernel.of(new Source("product", constants), shared),
          arguments,
          tile,
          cluster,
          columnTiles);
    }

    /** Tiles of some rows. */
    int tiles(int rows) {
      return (rows + tile - 1) / tile * columns;
    }

    void run(int rows, CUstream_st stream) {
      int groups = (rows + tile * cluster - 1) / (tile * cluster);
      int clusters = Math.min(groups * columns, Cuda.multiprocessors() / cluster);
      arguments.set(ROWS, rows);
      arguments.set(ROW_GROUPS, groups);
      kernel.launch(clusters * cluster, THREADS, arguments, stream);
    }
  }

  HopperProduct(GpuScope scope, Task task) {
    this.task = task;
    boolean split = task.arithmetic().terms() > 1;
    large = Variant.of(scope, task, 128, 2, split ? 4 : 6);
    small = Variant.of(scope, task, 64, 1, 8);
  }

  @Override
  public Work work(int patches) {
    Kind kind = task.arithmetic().products();
    double rows = (double) patches * task.rowsAPatch();
    double values = rows * task.columns();
    double valueBytes = task.toKind() == null ? 2 * Float.BYTES : task.toKind().bytes();
    return new Work(
        task.name() + " [" + task.rowsAPatch() + "]",
        2 * values * task.layer().inputs(),
        rows * task.layer().inputs() * kind.bytes() + values * valueBytes);
  }

  @Override
  public void run(int patches, CUstream_st stream) {
    int rows = patches * task.rowsAPatch();
    boolean few = small.tiles(rows) <= Cuda.multiprocessors();
    (few ? small : large).run(rows, stream);
  }
}
