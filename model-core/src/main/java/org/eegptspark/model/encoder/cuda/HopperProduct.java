package org.eegptspark.model.encoder.cuda;

import static org.eegptspark.model.config.EegptConfig.LAYER_NORM_EPS;

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
  private static final int ROW_GROUPS = 5;
  private static final int PIECE_BYTES = 128; // of a row that are loaded at once
  private static final int BARRIER_BYTES = 8;
  private static final int MOST_STAGES = 8;
  private static final int MOST_RESIDENT = 8; // pieces
  private static final int SHORT_SUM = 8; // pieces
  private static final int MOST_SPLIT = 4;
  private static final int NOTED_COLUMNS = 64;

  private final LinearTask task;
  private final Variant large;
  private final Variant small;

  HopperProduct(GpuScope scope, LinearTask task) {
    this.task = task;
    large = Variant.of(scope, task, keepsWeights(task) ? Tiling.RESIDENT : Tiling.STREAMED);
    small = Variant.of(scope, task, Tiling.small(task));
  }

  /** Whether a tile's weights fit into shared memory, and its columns a cluster each. */
  private static boolean keepsWeights(LinearTask task) {
    int columns = Tiling.RESIDENT.tile() * Tiling.RESIDENT.clusterColumns();
    int clusters = Cuda.multiprocessors() / Tiling.RESIDENT.cluster();
    return task.arithmetic().terms() == 1
        && pieces(task) <= MOST_RESIDENT
        && (task.columns() + columns - 1) / columns <= clusters;
  }

  /**
   * How the rows and columns are divided.
   *
   * @param tile rows and columns
   * @param clusterRows blocks of a cluster that share what they load of the weights
   * @param clusterColumns blocks that share what they load of the rows
   * @param resident whether a block keeps its weights
   * @param split blocks of a cluster that divide a tile's sums
   */
  private record Tiling(
      int tile, int clusterRows, int clusterColumns, boolean resident, int split) {
    static final Tiling RESIDENT = new Tiling(128, 1, 2, true, 1);
    static final Tiling STREAMED = new Tiling(128, 2, 1, false, 1);

    static Tiling small(LinearTask task) {
      return new Tiling(64, 1, 1, false, Math.min(MOST_SPLIT, shortSums(task)));
    }

    int cluster() {
      return clusterRows * clusterColumns * split;
    }

    int pieceBytes() {
      return tile * PIECE_BYTES;
    }
  }

  /** The kernel for a tiling. */
  private record Variant(Kernel kernel, Arguments arguments, Tiling tiling, int columnGroups) {
    static Variant of(GpuScope scope, LinearTask task, Tiling tiling) {
      int pieces = pieces(task);
      int resident = tiling.resident() ? pieces : 0;
      int held = heldBytes(task, tiling) + resident * tiling.pieceBytes() + BARRIER_BYTES;
      int stageBytes = tiling.pieceBytes() * (tiling.resident() ? 1 : 2) + 2 * BARRIER_BYTES;
      int stages = Math.min(MOST_STAGES, (Cuda.sharedBytesABlock() - held) / stageBytes);
      Map<String, Integer> constants = constants(task);
      constants.put("TILE_ROWS", tiling.tile());
      constants.put("TILE_COLUMNS", tiling.tile());
      constants.put("CLUSTER_ROWS", tiling.clusterRows());
      constants.put("CLUSTER_COLUMNS", tiling.clusterColumns());
      constants.put("RESIDENT", resident);
      constants.put("STAGES", stages);
      constants.put("SPLIT", tiling.split());
      constants.put("SHORTS", shortsABlock(task, tiling));
      int columns = tiling.tile() * tiling.clusterColumns();
      int columnGroups = (task.columns() + columns - 1) / columns;
      return new Variant(
          Kernel.of(new Source("product", constants), held + stages * stageBytes),
          arguments(scope, task, tiling, columnGroups),
          tiling,
          columnGroups);
    }

    private static Arguments arguments(
        GpuScope scope, LinearTask task, Tiling tiling, int columnGroups) {
      Kind kind = task.arithmetic().products();
      GpuLinear layer = task.layer();
      Pointer from = task.from();
      int inputs = layer.inputs();
      return new Arguments(scope)
          .structure(
              TensorMap.of(
                  scope, kind, from, task.rows(), inputs, tiling.tile() / tiling.clusterColumns()))
          .structure(
              TensorMap.of(
                  scope,
                  kind,
                  layer.weight(),
                  layer.outputs(),
                  inputs,
                  tiling.tile() / tiling.clusterRows()))
          .address(layer.bias())
          .address(task.to())
          .of(0)
          .of(0)
          .of(columnGroups)
          .of(pieces(task))
          .address(layer.sums())
          .address(task.notes() == null ? null : task.notes().moments())
          .address(task.makesNotes() ? task.notes().copy() : null)
          .of((float) LAYER_NORM_EPS);
    }

    /** Shared memory for first sums, biases and sums of weights. */
    private static int heldBytes(LinearTask task, Tiling tiling) {
      int kept = tiling.split() > 1 ? 2 * shortsABlock(task, tiling) : 1;
      int firstSums = task.arithmetic().terms() > 1 ? kept * tiling.tile() * tiling.tile() : 0;
      return (firstSums + (task.folds() ? 8 : 4) * tiling.tile()) * Float.BYTES;
    }

    private static int shortsABlock(LinearTask task, Tiling tiling) {
      return (shortSums(task) + tiling.split() - 1) / tiling.split();
    }

    /** Tiles of some rows. */
    int tiles(int rows) {
      return rowGroups(rows) * columnGroups * tiling.clusterRows() * tiling.clusterColumns();
    }

    private int rowGroups(int rows) {
      int group = tiling.tile() * tiling.clusterRows();
      return (rows + group - 1) / group;
    }

    void run(int rows, CUstream_st stream) {
      int groups = rowGroups(rows);
      int clusters = Cuda.multiprocessors() / tiling.cluster();
      if (tiling.resident()) { // a cluster stays with its columns
        clusters = clusters / columnGroups * columnGroups;
      }
      if (tiling.split() > 1 || groups * columnGroups < clusters) {
        clusters = groups * columnGroups;
      }
      arguments.set(ROWS, rows);
      arguments.set(ROW_GROUPS, groups);
      kernel.launch(clusters * tiling.cluster(), THREADS, arguments, stream);
    }
  }

  /** Constants that do not depend on the tiling. */
  private static Map<String, Integer> constants(LinearTask task) {
    Arithmetic arithmetic = task.arithmetic();
    Map<String, Integer> constants = new HashMap<>();
    constants.put("TYPE", arithmetic.products() == Kind.TF32 ? 1 : 0);
    constants.put("TERMS", arithmetic.terms());
    constants.put("COLUMNS", task.columns());
    constants.put("TO", task.toKind() == null ? ADDED : task.toKind().ordinal());
    constants.put("GELU", task.gelu() ? arithmetic.gelu() : 0);
    constants.put("NOTE", task.makesNotes() ? 1 : 0);
    constants.put("FOLD", task.folds() ? 1 : 0);
    constants.put("MOMENTS", task.folds() ? task.layer().inputs() / NOTED_COLUMNS : 0);
    return constants;
  }

  /** Spans of a row's columns whose sums are kept apart. */
  private static int shortSums(LinearTask task) {
    return task.arithmetic().terms() == 1 ? 1 : (pieces(task) + SHORT_SUM - 1) / SHORT_SUM;
  }

  /** Of a row, or of a part of it. */
  private static int pieces(LinearTask task) {
    Kind kind = task.arithmetic().products();
    int elements = PIECE_BYTES * (kind == Kind.PARTS ? 3 : 1) / kind.bytes();
    return (task.layer().inputs() + elements - 1) / elements;
  }

  @Override
  public Work work(int patches) {
    return task.work(patches);
  }

  @Override
  public void run(int patches, CUstream_st stream) {
    int rows = patches * task.rowsAPatch();
    boolean few = small.tiles(rows) <= Cuda.multiprocessors();
    (few ? small : large).run(rows, stream);
  }
}
