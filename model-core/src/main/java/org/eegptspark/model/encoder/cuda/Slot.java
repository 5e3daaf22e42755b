package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaEventCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventDisableTiming;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;
import static org.bytedeco.cuda.global.cudart.cudaEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamWaitEvent;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A batch on its way: memory for its patches and its tokens, on this machine and on the GPU, and a
 * stream that copies while another batch is computed. For one caller at a time.
 */
final class Slot implements AutoCloseable {
  /** Patches of a batch whose copies and kernels are started as one graph. */
  private static final int GRAPH_PATCHES = 256;

  private final GpuScope scope = new GpuScope();
  private final int inputFloats; // of a patch
  private final int outputFloats;
  private final FloatPointer patches;
  private final FloatPointer tokens;
  private final PatchInput input;
  private final Pointer output;
  private final CUstream_st copies = new CUstream_st();
  private final CUevent_st arrived = event();
  private final CUevent_st computed = event();
  private final CUevent_st done = event();
  private final Map<Integer, CUgraphExec_st> graphs = new HashMap<>(); // by patches; null at first

  /**
   * @param capacity patches of the largest batch
   * @param channels C
   * @param patchSize samples of a patch
   * @param outputFloats S * D
   */
  Slot(int capacity, int channels, int patchSize, int outputFloats) {
    this.inputFloats = channels * patchSize;
    this.outputFloats = outputFloats;
    try {
      patches = scope.pinned((long) capacity * inputFloats);
      tokens = scope.pinned((long) capacity * outputFloats);
      Pointer samples = scope.allocate((long) capacity * inputFloats * Float.BYTES);
      input = PatchInput.dense(scope, samples, capacity, channels, patchSize);
      output = scope.allocate((long) capacity * outputFloats * Float.BYTES);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
    Cuda.check(cudaStreamCreateWithFlags(copies, cudaStreamNonBlocking), "open a stream");
  }

  private CUevent_st event() {
    CUevent_st event = new CUevent_st();
    Cuda.check(cudaEventCreateWithFlags(event, cudaEventDisableTiming), "make an event");
    return scope.own(event, () -> cudaEventDestroy(event));
  }

  /** Memory on the GPU. */
  long bytes() {
    return scope.bytes();
  }

  /** Makes this slot's memory on the GPU the forward pass's. */
  void place(Forward forward, Pointer constants) {
    forward.place(input, constants, output);
  }

  /** Takes a batch's patches, from an address of floats. */
  void take(Pointer from, int count) {
    Pointer.memcpy(patches, from, (long) count * inputFloats * Float.BYTES);
  }

  /** Starts the work on what was taken; one slot at a time. */
  void start(Forward forward, Pointer constants, int count, CUstream_st compute) {
    place(forward, constants);
    if (count > GRAPH_PATCHES) {
      copyIn(count, copies);
      Cuda.check(cudaEventRecord(arrived, copies), "note an event");
      Cuda.check(cudaStreamWaitEvent(compute, arrived), "wait for an event");
      forward.run(count, compute);
      Cuda.check(cudaEventRecord(computed, compute), "note an event");
      Cuda.check(cudaStreamWaitEvent(copies, computed), "wait for an event");
      copyOut(count, copies);
      Cuda.check(cudaEventRecord(done, copies), "note an event");
      return;
    }
    CUgraphExec_st graph = graphs.get(count);
    if (graph != null) {
      Cuda.check(cudaGraphLaunch(graph, compute), "start a graph");
    } else if (graphs.containsKey(count)) { // seen before: worth a graph
      graph = capture(forward, count, compute);
      graphs.put(count, graph);
      Cuda.check(cudaGraphLaunch(graph, compute), "start a graph");
    } else {
      graphs.put(count, null);
      whole(forward, count, compute);
    }
    Cuda.check(cudaEventRecord(done, compute), "note an event");
  }

  private void whole(Forward forward, int count, CUstream_st stream) {
    copyIn(count, stream);
    forward.run(count, stream);
    copyOut(count, stream);
  }

  private CUgraphExec_st capture(Forward forward, int count, CUstream_st stream) {
    CUgraph_st graph = new CUgraph_st();
    CUgraphExec_st executable = new CUgraphExec_st();
    Cuda.check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "begin a graph");
    whole(forward, count, stream);
    Cuda.check(cudaStreamEndCapture(stream, graph), "end a graph");
    Cuda.check(cudaGraphInstantiate(executable, graph, 0), "make a graph");
    cudaGraphDestroy(graph);
    return scope.own(executable, () -> cudaGraphExecDestroy(executable));
  }

  private void copyIn(int count, CUstream_st stream) {
    Cuda.check(
        cudaMemcpyAsync(
            input.samples(),
            patches,
            (long) count * inputFloats * Float.BYTES,
            cudaMemcpyHostToDevice,
            stream),
        "take patches");
  }

  private void copyOut(int count, CUstream_st stream) {
    Cuda.check(
        cudaMemcpyAsync(
            tokens,
            output,
            (long) count * outputFloats * Float.BYTES,
            cudaMemcpyDeviceToHost,
            stream),
        "give tokens");
  }

  /** Waits for the work that was started. */
  void await() {
    Cuda.check(cudaEventSynchronize(done), "compute");
  }

  /** Waits for the work that was started and gives its tokens, to an address of floats. */
  void finish(Pointer to, int count) {
    await();
    Pointer.memcpy(to, tokens, (long) count * outputFloats * Float.BYTES);
  }

  @Override
  public void close() {
    cudaStreamDestroy(copies);
    scope.close();
  }
}
