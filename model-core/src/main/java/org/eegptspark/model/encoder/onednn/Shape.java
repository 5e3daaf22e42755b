package org.eegptspark.model.encoder.onednn;

import org.eegptspark.model.config.EegptConfig;

/**
 * Sizes of an encoder for a number of channels.
 *
 * @param config of the model
 * @param channels C
 */
record Shape(EegptConfig config, int channels) {
  /** Tokens of a tile: enough for products at full speed, few enough that they stay in cache. */
  private static final int TILE_TOKENS = 256;

  /** Tokens of a group: enough that weights, read from memory once a group, cost nothing. */
  private static final int GROUP_TOKENS = 1024;

  /** Bounds memory where patches have few channels. */
  private static final int MOST_PATCHES = 64;

  private static final int FLOATS_OF_A_CACHE_LINE = 16;

  /** C + S. */
  int tokens() {
    return channels + config.embedNum();
  }

  /** S. */
  int summaries() {
    return config.embedNum();
  }

  /** D. */
  int dim() {
    return config.embedDim();
  }

  /** H. */
  int heads() {
    return config.numHeads();
  }

  /** d. */
  int headDim() {
    return config.headDim();
  }

  /** Floats from one row of raw patches to the next: whole cache lines, with room for one more. */
  int rawColumns() {
    return (config.patchSize() / FLOATS_OF_A_CACHE_LINE + 1) * FLOATS_OF_A_CACHE_LINE;
  }

  /** Patches that go through a block's products together. */
  int tilePatches() {
    return Math.max(1, Math.min(TILE_TOKENS / tokens(), MOST_PATCHES));
  }

  /** Patches that go through all blocks together. */
  int groupPatches() {
    return Math.max(tilePatches(), Math.min(GROUP_TOKENS / tokens(), MOST_PATCHES));
  }
}
