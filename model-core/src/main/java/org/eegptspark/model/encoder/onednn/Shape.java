package org.eegptspark.model.encoder.onednn;

import org.eegptspark.model.config.EegptConfig;

/**
 * Sizes of an encoder for a number of channels.
 *
 * @param config of the model
 * @param channels C
 */
record Shape(EegptConfig config, int channels) {
  /** Rows of a tile: what the widest activations hold at once in the second-level cache. */
  private static final int TILE_ROWS = Integer.getInteger("eegpt.tile", 192);

  /** Rows of a group: enough that weights, read once a group, cost nothing. */
  private static final int GROUP_ROWS = Integer.getInteger("eegpt.group", 1024);

  /** C + S. */
  int tokens() {
    return channels + config.embedNum();
  }

  int summaries() {
    return config.embedNum();
  }

  int dim() {
    return config.embedDim();
  }

  int heads() {
    return config.numHeads();
  }

  int headDim() {
    return config.headDim();
  }

  /** Floats from one row of raw patches to the next: whole cache lines, with room for one more. */
  int rawColumns() {
    return (config.patchSize() / 16 + 1) * 16;
  }

  /** Patches that go through a block's products together. */
  int tilePatches() {
    return Math.max(1, TILE_ROWS / tokens());
  }

  /** Patches that go through all blocks together. */
  int groupPatches() {
    return Math.max(tilePatches(), GROUP_ROWS / tokens());
  }
}
