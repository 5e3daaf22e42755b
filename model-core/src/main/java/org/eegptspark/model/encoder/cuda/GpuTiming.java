package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.cudaEventCreate;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventElapsedTime;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/**
 * How long the GPU takes for a batch, by its own clock.
 *
 * @param milliseconds median of the whole
 * @param kernels by name, in the order they first run
 */
public record GpuTiming(double milliseconds, List<KernelTime> kernels) {
  /**
   * All runs of a kernel in a batch.
   *
   * @param milliseconds median, each run waited for before the next
   * @param flops of the model
   * @param bytes read and written at the least
   */
  public record KernelTime(String name, int runs, double milliseconds, double flops, double bytes) {
    /** Tera operations a second. */
    public double tflops() {
      return flops / milliseconds / 1e9;
    }

    /** Giga bytes a second. */
    public double gigabytes() {
      return bytes / milliseconds / 1e6;
    }
  }

  static GpuTiming of(Forward forward, int patches, int repeats, CUstream_st stream) {
    forward.run(patches, stream);
    double whole =
        median(
            Stream.generate(() -> milliseconds(() -> forward.run(patches, stream), stream))
                .limit(repeats)
                .toList());
    Map<String, KernelTime> kernels = new LinkedHashMap<>();
    for (Step step : forward.steps()) {
      double ms =
          median(
              Stream.generate(() -> milliseconds(() -> step.run(patches, stream), stream))
                  .limit(3)
                  .toList());
      Step.Work work = step.work(patches);
      kernels.merge(
          work.name(),
          new KernelTime(work.name(), 1, ms, work.flops(), work.bytes()),
          (a, b) ->
              new KernelTime(
                  a.name,
                  a.runs + 1,
                  a.milliseconds + b.milliseconds,
                  a.flops + b.flops,
                  a.bytes + b.bytes));
    }
    return new GpuTiming(whole, List.copyOf(kernels.values()));
  }

  /** What work takes that is put into a stream, by the GPU's clock. */
  static double milliseconds(Runnable work, CUstream_st stream) {
    CUevent_st begin = new CUevent_st();
    CUevent_st end = new CUevent_st();
    Cuda.check(cudaEventCreate(begin), "make an event");
    Cuda.check(cudaEventCreate(end), "make an event");
    Cuda.check(cudaEventRecord(begin, stream), "note an event");
    work.run();
    Cuda.check(cudaEventRecord(end, stream), "note an event");
    Cuda.check(cudaStreamSynchronize(stream), "compute");
    float[] elapsed = new float[1];
    Cuda.check(cudaEventElapsedTime(elapsed, begin, end), "read its clock");
    cudaEventDestroy(begin);
    cudaEventDestroy(end);
    return elapsed[0];
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    return sorted.get(sorted.size() / 2);
  }
}
