package org.eegptspark.model.encoder.onednn;

/** The kernels that all blocks of a tile share. */
record BlockKernels(Kernel layerNorm, Kernel scoring, Kernel softmax, Kernel mix) {
  static BlockKernels of(TileKernels kernels) {
    return new BlockKernels(
        kernels.layerNorm(), kernels.scoring(), kernels.softmax(), kernels.mix());
  }
}
