package org.eegptspark.model.encoder.cuda;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The CUDA engine beside PyTorch: {@code GpuBenchmark [gpu_peer.py [PRECISION…]]}; {@code
 * scripts/gpu-test.sh} starts it.
 */
final class GpuBenchmark {
  private static final int BATCH = 256;
  private static final int HOST_BATCHES =
      4; // handed over at once, so that copies go beside computing
  private static final int[][] SEED = {
    {4, 1000}, {8, 1000}, {16, 1000}, {22, 1000}, {32, 1000}, {64, 1000}, {22, 2000}, {22, 4000}
  };

  private final Peer peer;

  private GpuBenchmark(Peer peer) {
    this.peer = peer;
  }

  public static void main(String[] arguments) throws IOException {
    try (Peer peer = arguments.length == 0 ? null : new Peer(arguments[0])) {
      GpuBenchmark benchmark = new GpuBenchmark(peer);
      List<Precision> precisions =
          arguments.length < 2
              ? List.of(Precision.values())
              : java.util.Arrays.stream(arguments).skip(1).map(Precision::of).toList();
      System.out.println(Cuda.device());
      for (Precision precision : precisions) {
        benchmark.batch(precision, 58);
        benchmark.batch(precision, 19);
      }
      if (precisions.contains(Precision.FP32)) {
        benchmark.seed();
      }
    }
    System.exit(0);
  }

  private void batch(Precision precision, int channels) throws IOException {
    EegptConfig config = EegptConfig.of(512, 4, 8, 8);
    int patches = BATCH * config.patches(1024);
    try (CudaEncoder engine = engine(config, precision, channels)) {
      PatchBatch batch = batch(patches, channels);
      GpuTiming timing = engine.time(batch, 15);
      PatchBatch many = batch(HOST_BATCHES * patches, channels);
      double host = millis(() -> engine.encode(many).close(), 5) / HOST_BATCHES;
      double rate = BATCH / timing.milliseconds() * 1e3;
      System.out.printf(
          Locale.ROOT,
          "%s, %d ch x 1024, depth 8, batch %d: %.2f ms, %.0f windows/s on the GPU; host to host"
              + " %.0f windows/s; %d MB of GPU memory%n",
          precision.key(),
          channels,
          BATCH,
          timing.milliseconds(),
          rate,
          BATCH / host * 1e3,
          engine.gpuBytes() >> 20);
      print(timing);
      if (peer != null) {
        String question = channels + " 1024 64 8 " + BATCH + " " + precision.key() + " gpu";
        Peer.Answer answer = peer.ask(question);
        System.out.printf(
            Locale.ROOT,
            "  PyTorch: eager %.0f windows/s, compiled %.0f: ours %.2fx the better%n",
            BATCH / answer.eager * 1e3,
            BATCH / answer.compiled * 1e3,
            answer.best() / timing.milliseconds());
      }
    }
  }

  private static void print(GpuTiming timing) {
    System.out.printf("  %-20s %5s %9s %9s %9s%n", "kernel", "runs", "ms", "TFLOP/s", "GB/s");
    for (GpuTiming.KernelTime kernel : timing.kernels()) {
      System.out.printf(
          Locale.ROOT,
          "  %-20s %5d %9.3f %9.1f %9.0f%n",
          kernel.name(),
          kernel.runs(),
          kernel.milliseconds(),
          kernel.tflops(),
          kernel.gigabytes());
    }
  }

  private void seed() throws IOException {
    EegptConfig config = EegptConfig.of(512, 4, 2, 8).withPatchStride(32);
    for (int[] window : SEED) {
      int channels = window[0];
      int samples = window[1] - (window[1] - 64) % 32;
      try (CudaEncoder engine = engine(config, Precision.FP32, channels)) {
        PatchBatch batch = batch(config.patches(samples), channels);
        double ms = millis(() -> engine.encode(batch).close(), 300);
        System.out.printf(
            Locale.ROOT, "fp32, %d ch x %d, depth 2, host to host: %.3f ms", channels, samples, ms);
        if (peer != null) {
          Peer.Answer answer = peer.ask(channels + " " + samples + " 32 2 1 fp32 host");
          System.out.printf(
              Locale.ROOT,
              "; PyTorch eager %.3f, compiled %.3f: %.2fx the better",
              answer.eager,
              answer.compiled,
              answer.best() / ms);
        }
        System.out.println();
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
    return new PatchBatch(values, IntStream.range(0, channels).map(c -> c % 62).toArray());
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

  /** PyTorch in a process of its own, which waits for questions. */
  private static final class Peer implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;

    Peer(String script) throws IOException {
      process =
          new ProcessBuilder("python3", script)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      answers = process.inputReader(StandardCharsets.UTF_8);
      questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** Milliseconds a call. */
    private record Answer(double eager, double compiled) {
      double best() {
        return Math.min(eager, compiled);
      }
    }

    Answer ask(String question) throws IOException {
      questions.println(question);
      String line = answers.readLine();
      if (line == null) {
        return new Answer(Double.NaN, Double.NaN);
      }
      String[] parts = line.replaceAll("[^0-9.,]", "").split(",");
      return new Answer(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
