package org.eegptspark.model.encoder.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cublas.cublasLtMatmulAlgo_t;

/**
 * One of cuBLASLt's algorithms, as the library writes it down: good for the same version on the
 * same GPU.
 *
 * @param words 8
 */
record LtAlgorithm(List<Long> words) {
  static final int WORDS = 8;

  LtAlgorithm {
    if (words.size() != WORDS) {
      throw new IllegalArgumentException("An algorithm has 8 words, not " + words.size());
    }
    words = List.copyOf(words);
  }

  static LtAlgorithm of(cublasLtMatmulAlgo_t algorithm) {
    List<Long> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add(algorithm.data(i));
    }
    return new LtAlgorithm(words);
  }

  /** For the library; the caller's. */
  cublasLtMatmulAlgo_t toNative() {
    cublasLtMatmulAlgo_t algorithm = new cublasLtMatmulAlgo_t();
    for (int i = 0; i < WORDS; i++) {
      algorithm.data(i, words.get(i));
    }
    return algorithm;
  }
}
