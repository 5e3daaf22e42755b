package org.eegptspark.model.encoder.cuda;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.encoder.SignalPatches;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The CUDA engine beside PyTorch, in turn on one GPU: {@code GpuBenchmark [gpu_peer.py
 * [PRECISION…]]}; {@code scripts/gpu-test.sh} starts it.
 */
final class GpuBenchmark {
  private static final int BATCH = 256; // windows

  /** Batches handed over at once from host to host, so that copies go beside computing. */
  private static final int HOST_BATCHES = 4;

  private static final int POOLED_BATCHES = 16;
  private static final int ROUNDS = 2; // of ours and PyTorch's, in turn
  private static final int[][] SEED = {
    {4, 1000}, {8, 1000}, {16, 1000}, {22, 1000}, {32, 1000}, {64, 1000}, {22, 2000}, {22, 4000}
  };

  private final GpuPeer peer;
  private final List<String> table = new ArrayList<>();

  private GpuBenchmark(GpuPeer peer) {
    this.peer = peer;
  }

  public static void main(String[] arguments) throws IOException {
    List<Precision> precisions =
        arguments.length < 2
            ? List.of(Precision.values())
            : Arrays.stream(arguments).skip(1).map(Precision::of).toList();
    try (GpuPeer peer = arguments.length == 0 ? null : new GpuPeer(arguments[0])) {
      GpuBenchmark benchmark = new GpuBenchmark(peer);
      System.out.println(Cuda.device());
      for (Precision precision : precisions) {
        GpuCeilings ceilings = GpuCeilings.of(precision);
        System.out.printf(
            Locale.ROOT,
            "%s: products at most %.0f TFLOP/s, memory %.0f GB/s%n",
            precision.key(),
            ceilings.tflops(),
            ceilings.gigabytes());
        benchmark.batch(precision, 58, ceilings);
        benchmark.batch(precision, 19, ceilings);
      }
      if (precisions.contains(Precision.FP32)) {
        benchmark.seed();
      }
      benchmark.table.forEach(System.out::println);
    }
    System.exit(0);
  }

  private void batch(Precision precision, int channels, GpuCeilings ceilings) throws IOException {
    EegptConfig config = EegptConfig.of(512, 4, 8, 8);
    int patches = BATCH * config.patches(1024);
    try (CudaEncoder engine = engine(config, precision, channels)) {
      PatchBatch batch = batch(patches, channels);
      String question = channels + " 1024 64 8 " + BATCH + " " + precision.key() + " gpu";
      GpuTiming timing = engine.time(batch, 15);
      Map<String, Double> theirs = ask(question);
      for (int round = 1; round < ROUNDS; round++) {
        GpuTiming again = engine.time(batch, 15);
        timing = again.milliseconds() < timing.milliseconds() ? again : timing;
        ask(question).forEach((name, ms) -> theirs.merge(name, ms, Math::min));
      }
      PatchBatch many = batch(HOST_BATCHES * patches, channels);
      double host = millis(() -> engine.encode(many).close(), 5) / HOST_BATCHES;
      String name = precision.key() + ", " + channels + " ch x 1024, depth 8, batch " + BATCH;
      System.out.printf(Locale.ROOT, "%s: %.2f ms%n", name, timing.milliseconds());
      print(timing, ceilings);
      row(name + ", windows/s", rate(timing.milliseconds()), inverse(theirs, BATCH * 1e3));
      table.add(
          String.format(
              Locale.ROOT,
              "  host to host %.0f windows/s, %d MB of GPU memory",
              rate(host),
              engine.gpuBytes() >> 20));
      table.add(pooled(engine, config, channels, rate(timing.milliseconds())));
      many.patches().close();
      batch.patches().close();
    }
  }

  /** From windows in this machine's memory to their means over patches there. */
  private static String pooled(
      CudaEncoder engine, EegptConfig config, int channels, double onTheGpu) {
    int windows = POOLED_BATCHES * BATCH;
    INDArray signals = Nd4j.rand(windows, channels, 1024).subi(0.5f);
    SignalPatches patches = SignalPatches.of(signals, electrodes(channels), config);
    int perWindow = config.patches(1024);
    int[][] members = new int[windows][];
    Arrays.setAll(members, w -> IntStream.range(w * perWindow, (w + 1) * perWindow).toArray());
    double ms = millis(() -> engine.encodePooled(patches, members).close(), 5);
    signals.close();
    return String.format(
        Locale.ROOT,
        "  host to host, means over patches, %d windows a call: %.0f windows/s, %.2f of the GPU's"
            + " own",
        windows,
        windows / ms * 1e3,
        windows / ms * 1e3 / onTheGpu);
  }

  private static int[] electrodes(int channels) {
    return IntStream.range(0, channels).map(c -> c % 62).toArray();
  }

  private Map<String, Double> ask(String question) throws IOException {
    return peer == null ? new TreeMap<>() : peer.ask(question);
  }

  private static double rate(double milliseconds) {
    return BATCH / milliseconds * 1e3;
  }

  /** Milliseconds as rates. */
  private static Map<String, Double> inverse(Map<String, Double> milliseconds, double work) {
    Map<String, Double> rates = new TreeMap<>();
    milliseconds.forEach((name, ms) -> rates.put(name, work / ms));
    return rates;
  }

  /** Notes a case: ours, PyTorch's, and ours over the best of them, where more is better. */
  private void row(String name, double ours, Map<String, Double> theirs) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%s: %.0f", name, ours));
    theirs.forEach((by, rate) -> row.append(String.format(Locale.ROOT, "; %s %.0f", by, rate)));
    theirs.values().stream()
        .max(Double::compare)
        .ifPresent(best -> row.append(String.format(Locale.ROOT, "; ratio %.2f", ours / best)));
    table.add(row.toString());
  }

  private static void print(GpuTiming timing, GpuCeilings ceilings) {
    System.out.printf(
        "  %-20s %4s %7s %8s %6s %6s %s%n",
        "kernel", "runs", "ms", "TFLOP/s", "GB/s", "share", "of");
    for (GpuTiming.KernelTime kernel : timing.kernels()) {
      System.out.printf(
          Locale.ROOT,
          "  %-20s %4d %7.3f %8.1f %6.0f %5.0f%% %s%n",
          kernel.name(),
          kernel.runs(),
          kernel.milliseconds(),
          kernel.tflops(),
          kernel.gigabytes(),
          100 * ceilings.share(kernel),
          ceilings.bound(kernel));
    }
  }

  private void seed() throws IOException {
    EegptConfig config = EegptConfig.of(512, 4, 2, 8).withPatchStride(32);
    for (int[] window : SEED) {
      int channels = window[0];
      int samples = window[1] - (window[1] - 64) % 32;
      try (CudaEncoder engine = engine(config, Precision.FP32, channels)) {
        PatchBatch batch = batch(config.patches(samples), channels);
        String question = channels + " " + samples + " 32 2 1 fp32 host";
        double ms = millis(() -> engine.encode(batch).close(), 300);
        Map<String, Double> theirs = ask(question);
        for (int round = 1; round < ROUNDS; round++) {
          ms = Math.min(ms, millis(() -> engine.encode(batch).close(), 300));
          ask(question).forEach((name, time) -> theirs.merge(name, time, Math::min));
        }
        String name =
            String.format(
                Locale.ROOT,
                "fp32, %d ch x %d, depth 2, one window, host to host, %.3f ms, windows/s",
                channels,
                samples,
                ms);
        row(name, 1e3 / ms, inverse(theirs, 1e3));
      }
    }
  }

  private static CudaEncoder engine(EegptConfig config, Precision precision, int channels) {
    Checkpoint checkpoint =
        new Checkpoint(
            config, SyntheticWeights.of(config, 1, channels).tensors(), List.of(), "synthetic");
    return new CudaEncoder(checkpoint, new EngineOptions("cuda", precision, 1));
  }

  private static PatchBatch batch(int patches, int channels) {
    INDArray values = Nd4j.rand(patches, channels, 64).subi(0.5f);
    return new PatchBatch(values, electrodes(channels));
  }

  private static double millis(Runnable call, int repeats) {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < 3 + repeats; i++) {
      long begin = System.nanoTime();
      call.run();
      times.add((System.nanoTime() - begin) / 1e6);
    }
    List<Double> sorted = new ArrayList<>(times.subList(3, times.size()));
    sorted.sort(null);
    return sorted.get(sorted.size() / 2);
  }
}
