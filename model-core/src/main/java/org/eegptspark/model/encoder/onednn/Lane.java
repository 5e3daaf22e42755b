package org.eegptspark.model.encoder.onednn;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.Pointer;

/**
 * A thread that encodes patches of a shape, with its activations and the kernels bound to them.
 *
 * <p>Patches go through the encoder in groups, all of a group through one block before the next, so
 * that weights come from memory once a group; within a block in tiles, whose activations stay in
 * cache. For one caller at a time.
 */
final class Lane implements AutoCloseable {
  private final OneThread thread = new OneThread();
  private final NativeScope scope = new NativeScope();
  private final EncoderWeights weights;
  private final Shape shape;
  private final Activations activations;
  private MontageConstants constants; // as they stand in the activations
  private final Map<Integer, Tile> tiles = new HashMap<>();
  private final Map<Integer, Summaries> summaries = new HashMap<>();

  Lane(EncoderWeights weights, Shape shape) {
    this.weights = weights;
    this.shape = shape;
    this.activations = Activations.allocate(scope, shape, weights.type());
  }

  Shape shape() {
    return shape;
  }

  /**
   * Starts to encode patches on the lane's thread.
   *
   * @param from address of FLOAT [P, C, 64]
   * @param to address of FLOAT [P, S, D]
   */
  CompletableFuture<Void> start(long from, int patches, MontageConstants montage, long to) {
    return thread.run(() -> encode(from, patches, montage, to));
  }

  private void encode(long from, int patches, MontageConstants montage, long to) {
    if (constants != montage) {
      montage.copyTo(activations, shape.tilePatches());
      constants = montage;
    }
    long patchBytes = (long) shape.channels() * shape.config().patchSize() * Float.BYTES;
    long tokenBytes = (long) shape.summaries() * shape.dim() * Float.BYTES;
    for (int first = 0; first < patches; first += shape.groupPatches()) {
      int group = Math.min(shape.groupPatches(), patches - first);
      encodeGroup(from + first * patchBytes, group, to + first * tokenBytes);
    }
  }

  private void encodeGroup(long from, int patches, long to) {
    long patchBytes = (long) shape.channels() * shape.config().patchSize() * Float.BYTES;
    int tileCount = tileCount(patches);
    int last = weights.blocks().size() - 1;
    for (int t = 0; t < tileCount; t++) {
      int start = start(t, tileCount, patches);
      tile(t, tileCount, patches).embed(NativeArray.address(from + start * patchBytes), start);
    }
    for (int block = 1; block < last; block++) {
      for (int t = 0; t < tileCount; t++) {
        tile(t, tileCount, patches).forward(block, start(t, tileCount, patches));
      }
    }
    Summaries summary = summaries.computeIfAbsent(patches, this::summaries);
    summary.queries();
    for (int t = 0; t < tileCount; t++) {
      tile(t, tileCount, patches).mixForSummaries(start(t, tileCount, patches));
    }
    summary.forward();
    Pointer.memcpy(
        NativeArray.address(to),
        activations.output().at(0),
        (long) patches * shape.summaries() * shape.dim() * Float.BYTES);
  }

  /** Into how many tiles, evenly sized, patches go. */
  private int tileCount(int patches) {
    int count = (patches + shape.tilePatches() - 1) / shape.tilePatches();
    while (isMisread(patches / count) || isMisread((patches + count - 1) / count)) {
      count++;
    }
    return count;
  }

  /**
   * Whether oneDNN 3.11 misreads attention's arrays in a tile. The queries of a patch are 3 (C+S) D
   * floats from those of the next; where a tile has 3 (C+S) patches, oneDNN takes the axes of
   * patches and heads for a dense array's, and what comes out is wrong from the second patch on.
   */
  private boolean isMisread(int tilePatches) {
    return tilePatches == 3 * shape.tokens();
  }

  /** Where the t-th of evenly sized tiles starts. */
  private static int start(int t, int tiles, int patches) {
    return (int) ((long) t * patches / tiles);
  }

  private Tile tile(int t, int tileCount, int patches) {
    int size = start(t + 1, tileCount, patches) - start(t, tileCount, patches);
    return tiles.computeIfAbsent(size, p -> new Tile(scope, weights, shape, activations, p));
  }

  private Summaries summaries(int patches) {
    return new Summaries(scope, weights, shape, activations, patches);
  }

  /** Frees the memory; nothing may be under way. */
  @Override
  public void close() {
    thread.close();
    scope.close();
  }
}
