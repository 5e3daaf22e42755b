package org.eegptspark.job.action;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.encoder.WindowEncoder;
import org.eegptspark.model.signal.WindowGrid;
import org.eegptspark.udf.SharedModels;
import org.eegptspark.udf.SharedWeights;
import org.eegptspark.udf.metrics.LinuxProcess;

/**
 * Measures what a model adds to an executor: weights come to it and its tasks share the model as in
 * {@link Featurize}, and each core has a task that encodes.
 *
 * <p>The driver has made the weights ready before, and tasks ask for all figures, so they are the
 * executor's where it is a process of its own. What the tasks read and write is left out: each
 * encodes one little signal again and again.
 *
 * @param bench model and windows
 * @param engine by name
 * @param seconds that the tasks encode
 */
public record BenchMemory(BenchCase bench, String engine, Precision precision, double seconds) {
  private static final double NANOS = 1e9;
  private static final int WINDOWS = 4;
  private static final int SETTLING_ROUNDS = 3;
  private static final long SETTLING_MS = 200;

  /** A thread computed if it had this share of the busiest thread's processor time. */
  private static final double COMPUTING = 0.25;

  /**
   * What was measured. Memory is resident memory of the executor above what it was before it had a
   * model, but with all libraries loaded.
   *
   * @param bench the case, in words
   * @param weightBytes the encoder's weights in fp32
   * @param beforeBytes resident before
   * @param addedBytes with the model loaded and used, garbage collected
   * @param addedPeakBytes at most, while the model was made and used
   * @param tasks that encoded at once, on one thread each
   * @param computing names of the operating system's threads that computed
   */
  public record Result(
      String bench,
      long weightBytes,
      long beforeBytes,
      long addedBytes,
      long addedPeakBytes,
      int tasks,
      List<String> computing) {}

  /** The batch's first case. */
  public static BenchMemory of(String engine, Precision precision, double seconds) {
    return new BenchMemory(BenchCase.batch().get(0), engine, precision, seconds);
  }

  /**
   * Does it.
   *
   * @param spark a session of one executor, which may be this process
   */
  public Result execute(SparkSession spark) {
    BadInputException.check(
        LinuxProcess.isKnown(), "--case memory reads /proc/self/status, which only Linux has");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks = context.defaultParallelism();
    EegptConfig tiny = EegptConfig.of(64, 1, 2, 4);
    Task little = task(new BenchCase(tiny, bench.channels(), bench.samples()), 0);
    Task whole = task(bench, seconds);
    run(context, tasks, little); // loads libraries
    long before = ask(context, BenchMemory::idle);
    run(context, tasks, whole); // makes the model and warms up
    HashMap<LinuxProcess.NativeThread, Long> start =
        ask(context, () -> new HashMap<>(LinuxProcess.processorTimes()));
    run(context, tasks, whole);
    HashMap<LinuxProcess.NativeThread, Long> end =
        ask(context, () -> new HashMap<>(LinuxProcess.processorTimes()));
    Resident inUse = ask(context, BenchMemory::inUse);
    ask(context, BenchMemory::idle);
    int processes = spark.sparkContext().getExecutorMemoryStatus().size();
    BadInputException.check(
        processes <= 2, "--case memory needs one executor, but Spark has %s", processes - 1);
    return new Result(
        bench.toString(),
        whole.weightBytes,
        before,
        inUse.bytes - before,
        inUse.peakBytes - before,
        tasks,
        computing(start, end));
  }

  private Task task(BenchCase bench, double seconds) {
    try (Checkpoint checkpoint = bench.checkpoint()) {
      return new Task(
          SharedWeights.of(checkpoint),
          weightBytes(checkpoint),
          new EngineOptions(engine, precision, 1),
          bench.channels(),
          bench.samples(),
          seconds);
    }
  }

  /** Something to find out in the executor. */
  private interface Question<T> extends Serializable {
    T answer();
  }

  private static <T> T ask(JavaSparkContext context, Question<T> question) {
    return context.parallelize(List.of(0), 1).map(number -> question.answer()).first();
  }

  /** Closes models; what is resident then. */
  private static long idle() {
    SharedModels.closeIdle();
    settle();
    LinuxProcess.resetPeak();
    return LinuxProcess.residentBytes();
  }

  /** What is resident, and was at most since the last call of {@link #idle}. */
  private record Resident(long bytes, long peakBytes) implements Serializable {}

  private static Resident inUse() {
    settle();
    return new Resident(LinuxProcess.residentBytes(), LinuxProcess.peakBytes());
  }

  private static void run(JavaSparkContext context, int tasks, Task task) {
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    context.parallelize(numbers, tasks).foreachPartition(task);
  }

  private static List<String> computing(
      Map<LinuxProcess.NativeThread, Long> start, Map<LinuxProcess.NativeThread, Long> end) {
    end.replaceAll((thread, ticks) -> ticks - start.getOrDefault(thread, 0L));
    double least = COMPUTING * Collections.max(end.values());
    List<String> names = new ArrayList<>();
    end.forEach(
        (thread, ticks) -> {
          if (ticks > least) {
            names.add(thread.name());
          }
        });
    return names;
  }

  private static long weightBytes(Checkpoint checkpoint) {
    return checkpoint.tensors().entrySet().stream()
        .filter(tensor -> tensor.getKey().startsWith("target_encoder."))
        .mapToLong(tensor -> tensor.getValue().length() * Float.BYTES)
        .sum();
  }

  /** Collects garbage; native arrays are freed by a thread that hears of it. */
  private static void settle() {
    for (int i = 0; i < SETTLING_ROUNDS; i++) {
      System.gc();
      try {
        Thread.sleep(SETTLING_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What one core does. */
  private record Task(
      SharedWeights weights,
      long weightBytes,
      EngineOptions options,
      int channels,
      int windowSamples,
      double seconds)
      implements VoidFunction<Iterator<Integer>> {
    @Override
    public void call(Iterator<Integer> numbers) {
      try (SharedModels.Lease lease = SharedModels.lease(weights, options)) {
        BenchCase bench = new BenchCase(lease.model().config(), channels, windowSamples);
        WindowGrid grid = new WindowGrid(windowSamples, windowSamples);
        WindowEncoder encoder = new WindowEncoder(lease.model(), grid, false);
        float[][] signal =
            SyntheticWeights.uniform("input:memory", 1, 0, channels, WINDOWS * windowSamples)
                .toFloatMatrix();
        long[] windows = LongStream.range(0, WINDOWS).toArray();
        long end = System.nanoTime() + (long) (seconds * NANOS);
        do {
          encoder.encode(bench.names(), signal, 0, windows);
        } while (System.nanoTime() < end);
      }
    }
  }
}
