package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/**
 * A slot's batches that come again and again, each as one graph: starting it takes a tenth of the
 * time that its copies and kernels take one by one.
 */
final class Graphs implements AutoCloseable {
  /** Merged batches are of many sizes; single windows of few. */
  private static final int KEPT = 32;

  private final Map<BatchLayout, CUgraphExec_st> graphs =
      new LinkedHashMap<>(KEPT, 0.75f, true); // null: seen once; the longest unused first

  /**
   * Puts work into a stream.
   *
   * @param batch the same batch is the same work
   * @param work puts it there step by step
   */
  void run(BatchLayout batch, CUstream_st stream, Runnable work) {
    CUgraphExec_st graph = graphs.get(batch);
    if (graph == null && !graphs.containsKey(batch)) {
      work.run();
      makeRoom();
      graphs.put(batch, null);
      return;
    }
    if (graph == null) {
      graph = capture(stream, work);
      graphs.put(batch, graph);
    }
    Cuda.check(cudaGraphLaunch(graph, stream), "start a graph");
  }

  private static CUgraphExec_st capture(CUstream_st stream, Runnable work) {
    CUgraph_st graph = new CUgraph_st();
    CUgraphExec_st executable = new CUgraphExec_st();
    Cuda.check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "begin a graph");
    try {
      work.run();
    } finally {
      Cuda.check(cudaStreamEndCapture(stream, graph), "end a graph");
    }
    try {
      Cuda.check(cudaGraphInstantiate(executable, graph, 0), "make a graph");
    } finally {
      cudaGraphDestroy(graph);
    }
    return executable;
  }

  private void makeRoom() {
    Iterator<CUgraphExec_st> oldest = graphs.values().iterator();
    if (graphs.size() >= KEPT) {
      destroy(oldest.next());
      oldest.remove();
    }
  }

  private static void destroy(CUgraphExec_st graph) {
    if (graph != null) {
      cudaGraphExecDestroy(graph);
    }
  }

  @Override
  public void close() {
    graphs.values().forEach(Graphs::destroy);
    graphs.clear();
  }
}
