package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaEventBlockingSync;
import static org.bytedeco.cuda.global.cudart.cudaEventCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventDisableTiming;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;
import static org.bytedeco.cuda.global.cudart.cudaEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaStreamWaitEvent;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.eegptspark.model.config.EegptConfig;

/**
 * A batch on its way: memory for its input and its result, on this machine and on the GPU, and a
 * stream that copies while another batch is computed. For one caller at a time.
 */
final class Slot implements AutoCloseable {
  /** Patches of a batch whose copies and kernels are started as one graph. */
  private static final int GRAPH_PATCHES = 256;

  private final GpuScope scope = new GpuScope();
  private final int channels;
  private final int outputFloats; // S * D
  private final Pointer pinnedInput;
  private final Pointer pinnedOutput;
  private final Pointer input;
  private final Pointer tokens;
  private final Pointer means;
  private final Pool pool;
  private final Graphs graphs = new Graphs();
  private final CUstream_st copies = new CUstream_st();
  private final CUevent_st arrived = event(0);
  private final CUevent_st computed = event(0);
  private final CUevent_st done;
  private BatchLayout last;

  /**
   * @param capacity patches of the largest batch
   * @param channels C
   */
  Slot(EegptConfig config, int channels, int capacity) {
    this.channels = channels;
    this.outputFloats = config.embedNum() * config.embedDim();
    int members = capacity * SignalPart.MEMBERS_A_PATCH;
    long inputBytes = BatchLayout.mostBytes(capacity, members, channels, config.patchSize());
    long outputBytes = (long) capacity * outputFloats * Float.BYTES;
    // Who waits for milliseconds leaves the core to others; for a window alone, waking takes too
    // long.
    this.done = event(capacity > GRAPH_PATCHES ? cudaEventBlockingSync : 0);
    try {
      pinnedInput = scope.pinned(inputBytes);
      pinnedOutput = scope.pinned(outputBytes);
      input = scope.allocate(inputBytes);
      tokens = scope.allocate(outputBytes);
      means = scope.allocate(outputBytes);
      pool = new Pool(scope, outputFloats);
      Cuda.check(cudaStreamCreateWithFlags(copies, cudaStreamNonBlocking), "open a stream");
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private CUevent_st event(int flags) {
    CUevent_st event = new CUevent_st();
    Cuda.check(cudaEventCreateWithFlags(event, cudaEventDisableTiming | flags), "make an event");
    return scope.own(event, () -> cudaEventDestroy(event));
  }

  /** Memory on the GPU. */
  long bytes() {
    return scope.bytes();
  }

  /** Makes this slot's memory on the GPU the forward pass's, for the batch that it last had. */
  void place(Forward forward, Pointer constants) {
    forward.place(PatchInput.of(last, input), constants, tokens);
  }

  /** Takes parts of one form. */
  BatchLayout take(List<? extends BatchPart> parts) {
    last = BatchLayout.of(parts, channels);
    last.write(parts, pinnedInput.address());
    return last;
  }

  /**
   * Starts the work on what was taken; one slot at a time.
   *
   * @param parts that the batch was made of
   */
  void start(
      Forward forward,
      Pointer constants,
      BatchLayout batch,
      List<? extends BatchPart> parts,
      CUstream_st compute) {
    place(forward, constants);
    // A graph would write where the call wanted it that it was made for.
    if (batch.patches() > GRAPH_PATCHES || batch.form().onGpu() != null) {
      copyIn(batch, copies);
      Cuda.check(cudaEventRecord(arrived, copies), "note an event");
      Cuda.check(cudaStreamWaitEvent(compute, arrived), "wait for an event");
      compute(forward, batch, compute);
      Cuda.check(cudaEventRecord(computed, compute), "note an event");
      Cuda.check(cudaStreamWaitEvent(copies, computed), "wait for an event");
      copyOut(batch, parts, copies);
      Cuda.check(cudaEventRecord(done, copies), "note an event");
      return;
    }
    graphs.run(
        batch,
        compute,
        () -> {
          copyIn(batch, compute);
          compute(forward, batch, compute);
          copyOut(batch, parts, compute);
        });
    Cuda.check(cudaEventRecord(done, compute), "note an event");
  }

  private void compute(Forward forward, BatchLayout batch, CUstream_st stream) {
    forward.run(batch.patches(), stream);
    if (batch.form().pooled()) {
      pool.run(tokens, new Address(input.address() + batch.members()), means, batch, stream);
    }
  }

  private void copyIn(BatchLayout batch, CUstream_st stream) {
    Cuda.check(
        cudaMemcpyAsync(input, pinnedInput, batch.bytes(), cudaMemcpyHostToDevice, stream),
        "take patches");
  }

  private void copyOut(BatchLayout batch, List<? extends BatchPart> parts, CUstream_st stream) {
    Pointer from = batch.form().pooled() ? means : tokens;
    if (batch.form().onGpu() != null) {
      for (Copy copy : results(parts, from.address())) {
        Pointer to = new Address(copy.to());
        Pointer rows = new Address(copy.from());
        Cuda.check(
            cudaMemcpyAsync(to, rows, copy.bytes(), cudaMemcpyDeviceToDevice, stream),
            "give tokens");
      }
      return;
    }
    long bytes = (long) batch.rows() * outputFloats * Float.BYTES;
    Cuda.check(
        cudaMemcpyAsync(pinnedOutput, from, bytes, cudaMemcpyDeviceToHost, stream), "give tokens");
  }

  /** Copies of each part's rows, which lie one after the other, to where it wants them. */
  private List<Copy> results(List<? extends BatchPart> parts, long from) {
    List<Copy> results = new ArrayList<>();
    for (BatchPart part : parts) {
      int rows = part.form().pooled() ? part.windows() : part.patches();
      long bytes = (long) rows * outputFloats * Float.BYTES;
      results.add(new Copy(part.result(), from, bytes));
      from += bytes;
    }
    return results;
  }

  /** Waits until nothing that was put into the streams touches the slot's memory any more. */
  void settle(CUstream_st compute) {
    cudaStreamSynchronize(compute);
    cudaStreamSynchronize(copies);
  }

  /** Waits for the work that was started and writes each part's result. */
  void finish(List<? extends BatchPart> parts) {
    Cuda.check(cudaEventSynchronize(done), "compute");
    if (parts.get(0).form().onGpu() == null) {
      Copiers.shared().run(results(parts, pinnedOutput.address()));
    }
  }

  @Override
  public void close() {
    cudaStreamDestroy(copies);
    graphs.close();
    scope.close();
  }
}
