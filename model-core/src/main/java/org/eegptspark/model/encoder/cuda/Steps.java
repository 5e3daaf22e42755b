package org.eegptspark.model.encoder.cuda;

import static org.eegptspark.model.config.EegptConfig.LAYER_NORM_EPS;
import static org.eegptspark.model.config.EegptConfig.PATCH_NORM_EPS;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.EegptConfig;

/**
 * Binds the model's kernels to memory, for batches of patches of one number of channels. T stands
 * for C+S tokens.
 */
final class Steps {
  private static final int WARP = 32;
  private static final int BLOCK = 256; // threads
  private static final int TILE = 16; // queries or keys that go through tensor cores together
  private static final int PIECE = 16; // bytes that a thread copies
  private static final int COLUMNS = 64; // that a warp embeds at once

  private final GpuScope scope;
  private final Arithmetic arithmetic;
  private final EegptConfig config;
  private final int channels;
  private final int capacity;
  private final int tokens;
  private final int dim;
  private final Pointer workspace; // null where no library multiplies

  /**
   * @param capacity patches of the largest batch
   */
  Steps(GpuScope scope, Arithmetic arithmetic, EegptConfig config, int channels, int capacity) {
    this.scope = scope;
    this.arithmetic = arithmetic;
    this.config = config;
    this.channels = channels;
    this.capacity = capacity;
    this.tokens = channels + config.embedNum();
    this.dim = config.embedDim();
    this.workspace = arithmetic.library() ? scope.allocate(Lt.WORKSPACE_BYTES) : null;
  }

  /**
   * Patches to x, float [P, T, D].
   *
   * @param projection float [D, 64]
   * @param notes of x to make; null for none
   */
  Launch embed(Pointer projection, Pointer x, LinearTask.Notes notes) {
    boolean copies = notes != null && notes.copy() != null;
    int many = embeddedColumns();
    Kernel ofMany = embed(many, notes);
    Kernel ofFew = embed(COLUMNS, notes);
    Arguments arguments =
        new Arguments(scope)
            .address(null)
            .address(null)
            .address(null)
            .of(0L)
            .address(projection)
            .address(null)
            .address(x)
            .address(notes == null ? null : notes.moments())
            .address(copies ? notes.copy() : null)
            .of(0)
            .of((float) PATCH_NORM_EPS);
    double samples = (double) channels * config.patchSize();
    double written = (double) tokens * dim * (Float.BYTES + (copies ? Short.BYTES : 0));
    return new Launch(
        arguments,
        new Step.Work("embed", 2 * samples * dim, samples * Float.BYTES + written),
        (patches, stream) -> {
          arguments.set(9, patches);
          int blocks = Math.min(patches, Cuda.multiprocessors());
          if (patches < Cuda.multiprocessors()) {
            ofFew.launch(blocks, dim / COLUMNS, BLOCK, arguments, stream);
          } else {
            ofMany.launch(blocks, dim / many, BLOCK, arguments, stream);
          }
        });
  }

  private Kernel embed(int columns, LinearTask.Notes notes) {
    Map<String, Integer> constants = new HashMap<>();
    constants.put("DIM", dim);
    constants.put("COLUMNS", columns);
    constants.put("CHANNELS", channels);
    constants.put("TOKENS", tokens);
    constants.put("PATCH", config.patchSize());
    constants.put("SPLIT", arithmetic.split() ? 1 : 0);
    constants.put("PATCH_NORM", config.patchNorm() ? 1 : 0);
    constants.put("NOTE", notes == null ? 0 : 1);
    constants.put("COPY", notes == null || notes.copy() == null ? 0 : 1);
    return Kernel.of(new Source("embed", constants), embedBytes(columns));
  }

  /** Columns of the patch projection that a block keeps: all, or a part where that is too much. */
  private int embeddedColumns() {
    int parts = 1;
    while (dim % (parts * COLUMNS) != 0 || embedBytes(dim / parts) > Cuda.sharedBytesABlock()) {
      parts++;
    }
    return dim / parts;
  }

  private int embedBytes(int columns) {
    int rows = columns + (tokens + TILE - 1) / TILE * TILE;
    return rows * (config.patchSize() + 4) * Float.BYTES;
  }

  /** Where {@link #embed} reads and what it adds: its arguments are set for each batch. */
  static void place(Launch embed, PatchInput input, Pointer constants) {
    embed.arguments().set(0, input.samples());
    embed.arguments().set(1, input.starts());
    embed.arguments().set(2, input.lengths());
    embed.arguments().set(3, input.channelStride());
    embed.arguments().set(5, constants);
  }

  /** Layer norm over rows of x, float [rows, D], to a kind. */
  Launch norm(Pointer x, GpuNorm norm, Kind kind, Pointer to, int rowsAPatch) {
    return norm(x, rowsAPatch, 0, norm, kind, to, rowsAPatch);
  }

  /** Layer norm over the summary tokens' rows of x, float [P, T, D], to a kind [P, S, D]. */
  Launch normOfSummaries(Pointer x, GpuNorm norm, Kind kind, Pointer to) {
    return norm(x, tokens, channels, norm, kind, to, config.embedNum());
  }

  private Launch norm(
      Pointer x, int stride, int first, GpuNorm norm, Kind kind, Pointer to, int rowsAPatch) {
    Kernel kernel =
        Kernel.of(new Source("layer_norm", Map.of("DIM", dim, "TO", kind.ordinal())), 0);
    Arguments arguments =
        new Arguments(scope)
            .address(x)
            .address(norm.scale())
            .address(norm.shift())
            .address(to)
            .of(0)
            .of(rowsAPatch)
            .of(stride)
            .of(first)
            .of((float) LAYER_NORM_EPS);
    int rowsABlock = BLOCK / WARP;
    double values = (double) rowsAPatch * dim;
    return new Launch(
        arguments,
        new Step.Work("layer_norm [" + rowsAPatch + "]", 8 * values, values * (4 + kind.bytes())),
        (patches, stream) -> {
          int rows = patches * rowsAPatch;
          arguments.set(4, rows);
          kernel.launch((rows + rowsABlock - 1) / rowsABlock, BLOCK, arguments, stream);
        });
  }

  /** Where {@link #norm} writes, set for each batch. */
  static void place(Launch norm, Pointer to) {
    norm.arguments().set(3, to);
  }

  /**
   * Attention over all T tokens of a patch.
   *
   * @param queries [P * queriesAPatch, queryStride]
   * @param rows [P * T, stride], where keys begin at a column and values follow
   */
  Launch attention(
      Pointer queries,
      int queryStride,
      int queriesAPatch,
      Pointer rows,
      int keyColumn,
      int stride,
      Pointer to) {
    Kind kind = arithmetic.attention();
    int headDim = config.headDim();
    Map<String, Integer> constants = new HashMap<>();
    constants.put("QUERIES", queriesAPatch);
    constants.put("TOKENS", tokens);
    constants.put("HEAD_DIM", headDim);
    constants.put("BF16", kind == Kind.BF16 ? 1 : 0);
    constants.put("SPLIT", arithmetic.split() ? 1 : 0);
    constants.put("TO", arithmetic.products().ordinal());
    int queryTiles = (queriesAPatch + TILE - 1) / TILE;
    int keyTiles = (tokens + TILE - 1) / TILE;
    int pitch = headDim + 16 / kind.bytes();
    int shared = (queryTiles + 2 * keyTiles) * TILE * pitch * kind.bytes();
    BadInputException.check(
        shared <= Cuda.sharedBytesABlock(),
        "Attention over %s tokens with heads of %s takes %s KB of shared memory, but %s has %s KB a"
            + " block; use --engine onednn",
        tokens,
        headDim,
        shared >> 10,
        Cuda.device(),
        Cuda.sharedBytesABlock() >> 10);
    Kernel kernel = Kernel.of(new Source("attention", constants), shared);
    Arguments arguments =
        new Arguments(scope)
            .address(queries)
            .of((long) queryStride)
            .address(rows, (long) keyColumn * kind.bytes())
            .address(rows, (long) (keyColumn + dim) * kind.bytes())
            .of((long) stride)
            .address(to)
            .of(dim);
    double read = (queriesAPatch + 2.0 * tokens) * dim * kind.bytes();
    double written = (double) queriesAPatch * dim * arithmetic.products().bytes();
    return new Launch(
        arguments,
        new Step.Work(
            "attention [" + queriesAPatch + "]",
            4.0 * queriesAPatch * tokens * dim,
            read + written),
        (patches, stream) ->
            kernel.launch(config.numHeads(), patches, queryTiles * WARP, arguments, stream));
  }

  /** The summary tokens' rows out of [P, T, D]. */
  Launch takeSummaries(Pointer from, int valueBytes, Pointer to) {
    int rowBytes = dim * valueBytes;
    int summaries = config.embedNum();
    Kernel kernel = Kernel.of(new Source("take_rows", Map.of("ROW_BYTES", rowBytes)), 0);
    Arguments arguments =
        new Arguments(scope).address(from).address(to).of(0).of(summaries).of(tokens).of(channels);
    return new Launch(
        arguments,
        new Step.Work("take_rows", 0, 2.0 * summaries * rowBytes),
        (patches, stream) -> {
          int rows = patches * summaries;
          long threads = (long) rows * (rowBytes / PIECE);
          arguments.set(2, rows);
          kernel.launch((int) ((threads + BLOCK - 1) / BLOCK), BLOCK, arguments, stream);
        });
  }

  /** A linear layer over all of a batch's rows. */
  Step product(LinearTask task) {
    return task.arithmetic().library()
        ? new LtProduct(scope, task, workspace)
        : new HopperProduct(scope, task);
  }
}
