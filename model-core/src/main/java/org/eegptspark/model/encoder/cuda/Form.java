package org.eegptspark.model.encoder.cuda;

/**
 * How a batch lies on the GPU: parts of one form can go together.
 *
 * @param dense whether patches lie one after the other, [P, C, size], and not in a signal, [C, T]
 * @param patchesAWindow of which a mean is taken; 0 where every patch's tokens are given
 */
record Form(boolean dense, int patchesAWindow) {
  boolean pooled() {
    return patchesAWindow > 0;
  }
}
