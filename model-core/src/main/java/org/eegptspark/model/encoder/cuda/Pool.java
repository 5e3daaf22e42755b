package org.eegptspark.model.encoder.cuda;

import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;

/** Means over windows' patches by the kernel {@code pool}. One batch at a time. */
final class Pool {
  private static final int THREADS = 256;

  private final Kernel kernel;
  private final Arguments arguments;

  /**
   * @param values S * D, a multiple of 4
   */
  Pool(GpuScope scope, int values) {
    kernel = Kernel.of(new Source("pool", Map.of("VALUES", values)), 0);
    arguments = new Arguments(scope).address(null).address(null).address(null).of(0);
  }

  /**
   * Puts the work on a batch into a stream.
   *
   * @param tokens float [P, S, D]
   * @param members int [W, N]
   * @param pooled float [W, S, D]
   */
  void run(Pointer tokens, Pointer members, Pointer pooled, BatchLayout batch, CUstream_st stream) {
    arguments.set(0, tokens);
    arguments.set(1, members);
    arguments.set(2, pooled);
    arguments.set(3, batch.form().patchesAWindow());
    kernel.launch(batch.windows(), THREADS, arguments, stream);
  }
}
