package org.eegptspark.udf.metrics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.eegptspark.model.ProcessCounter;

/**
 * What an executor tells the driver of itself now and then.
 *
 * @param executorId as Spark names it
 * @param counts of its {@link ProcessCounter}s, in their order
 * @param peakBytes the most memory that was resident in its process; 0 where that is not known
 * @param engines that were opened in it: "cuda on NVIDIA H200"
 */
public record ExecutorReport(
    String executorId, List<Long> counts, long peakBytes, List<String> engines)
    implements Serializable {

  /** Of this process, as it stands. */
  static ExecutorReport now(String executorId, List<String> engines) {
    return new ExecutorReport(
        executorId,
        Arrays.stream(ProcessCounter.values()).map(ProcessCounter::sum).toList(),
        LinuxProcess.isKnown() ? LinuxProcess.peakBytes() : 0,
        engines);
  }

  /** How far a counter was. */
  public long count(ProcessCounter counter) {
    return counts.get(counter.ordinal());
  }
}
