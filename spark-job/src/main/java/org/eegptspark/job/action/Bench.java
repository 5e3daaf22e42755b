package org.eegptspark.job.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.encoder.onednn.OneDnn;
import org.eegptspark.model.encoder.onednn.ProductPeak;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Times an engine on single windows, in turn with other runtimes on the same weights, input, cores
 * and minutes.
 *
 * @param cases {@code batch} or {@code seed}
 * @param options the engine, its precision and threads
 * @param peerPython interpreter with the other runtimes, if they are to run
 * @param peerScript {@code bench/peer.py}
 * @param seconds that each contestant is timed for, in each of the rounds
 * @param rounds that contestants take turns
 */
public record Bench(
    String cases,
    EngineOptions options,
    Optional<String> peerPython,
    Path peerScript,
    double seconds,
    int rounds) {
  private static final double NANOS = 1e9;

  /**
   * One contestant in one case.
   *
   * @param bench the case, in words
   * @param name of the engine or runtime
   * @param ms median milliseconds a window
   * @param gflops on the work that this project does for a window; 0 for the others
   * @param peakShare of what oneDNN reaches on the large model's largest product alone, likewise
   * @param error largest difference to the reference: PyTorch in float64, or without peers nd4j
   * @param ratio how many times as many windows a second as this contestant ours does
   */
  public record Line(
      String bench,
      String name,
      double ms,
      double gflops,
      double peakShare,
      double error,
      double ratio) {}

  /** Does it: a line for each contestant of each case, ours first. */
  public List<Line> execute() throws IOException {
    double peak =
        OneDnn.isAvailable()
            ? ProductPeak.gflops(options.precision(), options.threads(), Duration.ofSeconds(2))
            : Double.NaN;
    List<Line> lines = new ArrayList<>();
    for (BenchCase bench : cases.equals("seed") ? BenchCase.seed() : BenchCase.batch()) {
      lines.addAll(run(bench, peak));
    }
    return lines;
  }

  private List<Line> run(BenchCase bench, double peak) throws IOException {
    Checkpoint checkpoint = bench.checkpoint();
    INDArray x =
        SyntheticWeights.uniform("input:bench", 1, 0, 1, bench.channels(), bench.samples());
    Path folder = Files.createTempDirectory("eegpt-bench");
    try (EegptModel model = new EegptModel(checkpoint, options);
        Peers peers = new Peers(start(bench, checkpoint, x, folder))) {
      INDArray tokens = model.encode(x, bench.names());
      INDArray reference =
          peers.running.isPresent()
              ? peers.running.get().reference()
              : reference(checkpoint, x, bench);
      Map<String, List<Double>> times = new LinkedHashMap<>();
      String ours = model.engine().name() + " " + options.precision().key();
      for (int round = 0; round < rounds; round++) {
        times.computeIfAbsent(ours, n -> new ArrayList<>()).add(time(model, x, bench));
        if (peers.running.isPresent()) {
          for (String name : peers.running.get().errors().keySet()) {
            times
                .computeIfAbsent(name, n -> new ArrayList<>())
                .add(peers.running.get().time(name, seconds));
          }
        }
      }
      double gflops = bench.flops() / (median(times.get(ours)) * 1e6);
      List<Line> lines = new ArrayList<>();
      for (Map.Entry<String, List<Double>> contestant : times.entrySet()) {
        boolean isOurs = contestant.getKey().equals(ours);
        double ms = median(contestant.getValue());
        lines.add(
            new Line(
                bench.toString(),
                contestant.getKey(),
                ms,
                isOurs ? gflops : 0,
                isOurs ? gflops / peak : 0,
                isOurs
                    ? largestDifference(tokens, reference)
                    : peers.running.get().errors().get(contestant.getKey()),
                ms / median(times.get(ours))));
      }
      return lines;
    } finally {
      delete(folder);
    }
  }

  private Optional<BenchPeers> start(
      BenchCase bench, Checkpoint checkpoint, INDArray x, Path folder) throws IOException {
    return peerPython.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BenchPeers(
                peerPython.get(),
                peerScript,
                folder,
                bench,
                checkpoint,
                x,
                options.threads(),
                options.precision() == Precision.BF16));
  }

  /** The peers, where there are any, for the length of a case. */
  private record Peers(Optional<BenchPeers> running) implements AutoCloseable {
    @Override
    public void close() {
      running.ifPresent(BenchPeers::close);
    }
  }

  private static INDArray reference(Checkpoint checkpoint, INDArray x, BenchCase bench) {
    try (EegptModel plain = new EegptModel(checkpoint, EngineOptions.alone().withEngine("nd4j"))) {
      return plain.encode(x, bench.names());
    }
  }

  private double time(EegptModel model, INDArray x, BenchCase bench) {
    model.encode(x, bench.names()).close();
    List<Double> samples = new ArrayList<>();
    long end = System.nanoTime() + (long) (seconds * NANOS);
    while (samples.size() < 3 || System.nanoTime() < end) {
      long begin = System.nanoTime();
      model.encode(x, bench.names()).close();
      samples.add((System.nanoTime() - begin) / 1e6);
    }
    return median(samples);
  }

  /** The middle one of values; of an even number, the upper of the two. */
  public static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double largestDifference(INDArray a, INDArray b) {
    return a.castTo(DataType.DOUBLE).sub(b.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
