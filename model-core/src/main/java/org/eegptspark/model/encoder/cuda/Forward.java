package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.config.EegptConfig;

/**
 * The encoder over batches of patches of one number of channels, in the order of {@code
 * Nd4jEncoder}, with its memory on the GPU. T stands for C+S tokens. One batch at a time.
 */
final class Forward implements AutoCloseable {
  private static final int NOTED_COLUMNS = 64;

  private final GpuScope scope = new GpuScope();
  private final Arithmetic arithmetic;
  private final EegptConfig config;
  private final int capacity;
  private final int tokens;
  private final int dim;
  private final Buffers buffers;
  private final Steps kernels;
  private final List<Step> steps = new ArrayList<>();
  private final Launch embedding;
  private final Launch finalNorm;

  /**
   * @param x [P, T, D] the residual stream, float
   * @param notes of x, where layer norms are folded into products; else null
   * @param normed [P, T, D] what products read; attention's result as well
   * @param qkv [P, T, 3D]
   * @param hidden [P, T, 4D]
   * @param xs [P, S, D] the summary tokens' residual stream, float
   * @param normedS [P, S, D]
   * @param queriesS [P, S, D]
   * @param mixedS [P, S, D]
   * @param hiddenS [P, S, 4D]
   */
  private record Buffers(
      Pointer x,
      LinearTask.Notes notes,
      Pointer normed,
      Pointer qkv,
      Pointer hidden,
      Pointer xs,
      Pointer normedS,
      Pointer queriesS,
      Pointer mixedS,
      Pointer hiddenS) {}

  /**
   * Takes memory and binds the kernels to it.
   *
   * @param capacity patches of the largest batch
   */
  Forward(GpuWeights weights, Arithmetic arithmetic, int channels, int capacity) {
    this.arithmetic = arithmetic;
    this.config = weights.config();
    this.capacity = capacity;
    this.tokens = channels + config.embedNum();
    this.dim = config.embedDim();
    this.kernels = new Steps(scope, arithmetic, config, channels, capacity);
    try {
      this.buffers = allocate();
      this.embedding = kernels.embed(weights.patchProjection(), buffers.x(), buffers.notes());
      this.finalNorm =
          kernels.norm(buffers.xs(), weights.norm(), Kind.FLOAT, buffers.xs(), config.embedNum());
      steps.add(embedding);
      int last = config.depth() - 1;
      weights.blocks().subList(0, last).forEach(this::block);
      lastBlock(weights.blocks().get(last));
      steps.add(finalNorm);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private Buffers allocate() {
    long rows = (long) capacity * tokens * dim;
    long summaries = (long) capacity * config.embedNum() * dim;
    int products = arithmetic.products().bytes();
    int attention = arithmetic.attention().bytes();
    int mlp = config.mlpDim() / dim;
    return new Buffers(
        scope.allocate(rows * Float.BYTES),
        arithmetic.folds() ? notes(rows) : null,
        scope.allocate(rows * products),
        scope.allocate(3 * rows * attention),
        scope.allocate(mlp * rows * products),
        scope.allocate(summaries * Float.BYTES),
        scope.allocate(summaries * products),
        scope.allocate(summaries * attention),
        scope.allocate(summaries * products),
        scope.allocate(mlp * summaries * products));
  }

  private LinearTask.Notes notes(long values) {
    boolean copied = arithmetic.products() != Kind.TF32;
    return new LinearTask.Notes(
        scope.allocate(values / NOTED_COLUMNS * 2 * Float.BYTES),
        copied ? scope.allocate(values * arithmetic.products().bytes()) : null);
  }

  /** Memory on the GPU. */
  long bytes() {
    return scope.bytes();
  }

  /** Patches of the largest batch. */
  int capacity() {
    return capacity;
  }

  /** What {@link #run} does, in its order. */
  List<Step> steps() {
    return List.copyOf(steps);
  }

  /**
   * Says where the next batches lie.
   *
   * @param input the patches
   * @param constants float [T, D], of the montage
   * @param output float [P, S, D]
   */
  void place(PatchInput input, Pointer constants, Pointer output) {
    Steps.place(embedding, input, constants);
    Steps.place(finalNorm, output);
  }

  /** Puts the work on a batch into a stream. */
  void run(int patches, CUstream_st stream) {
    for (Step step : steps) {
      step.run(patches, stream);
    }
  }

  /** A pre-norm transformer block. */
  private void block(GpuBlock block) {
    Buffers b = buffers;
    afterNorm("qkv", block.norm1(), block.attention(), arithmetic.attention(), b.qkv(), false);
    steps.add(kernels.attention(b.qkv(), 3 * dim, tokens, b.qkv(), dim, 3 * dim, b.normed()));
    product("projection", b.normed(), block.projection(), null, b.x(), b.notes(), tokens);
    afterNorm("fc1", block.norm2(), block.fc1(), arithmetic.products(), b.hidden(), true);
    product("fc2", b.hidden(), block.fc2(), null, b.x(), b.notes(), tokens);
  }

  /** The last block, for what becomes of the summary tokens alone. */
  private void lastBlock(GpuBlock block) {
    Buffers b = buffers;
    Kind kind = arithmetic.products();
    int summaries = config.embedNum();
    afterNorm("kv", block.norm1(), block.attention(), arithmetic.attention(), b.qkv(), false);
    steps.add(kernels.takeSummaries(b.x(), Float.BYTES, b.xs()));
    steps.add(kernels.normOfSummaries(b.x(), block.norm1(), kind, b.normedS()));
    product(
        "q", b.normedS(), block.queries(), arithmetic.attention(), b.queriesS(), null, summaries);
    steps.add(kernels.attention(b.queriesS(), dim, summaries, b.qkv(), 0, 2 * dim, b.mixedS()));
    product("projection", b.mixedS(), block.projection(), null, b.xs(), null, summaries);
    steps.add(kernels.norm(b.xs(), block.norm2(), kind, b.normedS(), summaries));
    steps.add(
        kernels.product(
            task("fc1", b.normedS(), block.fc1(), kind, b.hiddenS(), true, null, summaries)));
    product("fc2", b.hiddenS(), block.fc2(), null, b.xs(), null, summaries);
  }

  /** A layer of x's layer norm, which it holds where the arithmetic folds them. */
  private void afterNorm(
      String name, GpuNorm norm, GpuLinear layer, Kind kind, Pointer to, boolean gelu) {
    Buffers b = buffers;
    Pointer from = b.normed();
    if (!arithmetic.folds()) {
      steps.add(kernels.norm(b.x(), norm, arithmetic.products(), from, tokens));
    } else {
      from = b.notes().copy() == null ? b.x() : b.notes().copy();
    }
    steps.add(kernels.product(task(name, from, layer, kind, to, gelu, b.notes(), tokens)));
  }

  private void product(
      String name,
      Pointer from,
      GpuLinear layer,
      Kind kind,
      Pointer to,
      LinearTask.Notes notes,
      int rowsAPatch) {
    steps.add(kernels.product(task(name, from, layer, kind, to, false, notes, rowsAPatch)));
  }

  private LinearTask task(
      String name,
      Pointer from,
      GpuLinear layer,
      Kind kind,
      Pointer to,
      boolean gelu,
      LinearTask.Notes notes,
      int rowsAPatch) {
    return new LinearTask(
        name, arithmetic, from, layer, to, kind, gelu, notes, rowsAPatch, capacity);
  }

  @Override
  public void close() {
    scope.close();
  }
}
