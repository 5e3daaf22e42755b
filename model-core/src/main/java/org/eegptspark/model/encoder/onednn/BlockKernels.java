package org.eegptspark.model.encoder.onednn;

import java.util.List;

/** The kernels that all blocks of a tile share. */
record BlockKernels(
    Kernel scores,
    Kernel softmax,
    Kernel mix,
    Kernel projection,
    Kernel layerNorm,
    Kernel fc1,
    List<Kernel> fc2) {
  BlockKernels(TileKernels kernels, Block block) {
    this(
        kernels.scoring(),
        kernels.softmax(),
        kernels.mix(),
        kernels.ontoStream(block.projection()),
        kernels.layerNorm(),
        kernels.gelu(block.fc1()),
        kernels.partsOntoStream(block.fc2()));
  }
}
