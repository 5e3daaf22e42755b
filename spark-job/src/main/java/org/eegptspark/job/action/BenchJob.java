package org.eegptspark.job.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.WindowEncoder;
import org.eegptspark.model.signal.WindowGrid;

/**
 * Times {@code featurize} from recordings table to embeddings table, a process of its own from its
 * start to its end, by turns with the engine alone and with the job as a PySpark user writes it.
 *
 * @param recordings EDF files; empty for simulated ones
 * @param minutes of simulated recordings
 * @param weights as the commands take them
 * @param options the engine, its precision, and threads: cores of every contestant
 * @param grid where windows lie
 * @param pooled whether means over patches are kept
 * @param python interpreter for the PySpark job; empty for none
 * @param script {@code bench/job_peer.py}
 * @param seconds that the engine alone is timed for in a round
 * @param rounds that contestants take turns
 */
public record BenchJob(
    List<Path> recordings,
    int minutes,
    String weights,
    EngineOptions options,
    WindowGrid grid,
    boolean pooled,
    Optional<String> python,
    Path script,
    double seconds,
    int rounds) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> RUNTIMES = List.of("torch", "openvino");
  private static final int MINUTES_A_RECORDING = 10;
  private static final int SIGNAL_WINDOWS = 32;
  private static final double NANOS = 1e9;

  /**
   * What was measured.
   *
   * @param windows of the corpus
   * @param engine windows a second by the engine alone, a round each
   * @param job seconds of {@code featurize}, a round each, start-up included
   * @param report of its last run
   * @param peers seconds of the PySpark job by runtime, a round each, start-up included
   * @param errors largest difference of the tokens to each peer's
   */
  public record Result(
      long windows,
      List<Double> engine,
      List<Double> job,
      JsonNode report,
      Map<String, List<Double>> peers,
      Map<String, Double> errors) {}

  /**
   * Does it, in a temporary folder.
   *
   * @throws BadInputException where a contestant fails
   */
  public Result execute() throws IOException {
    Path folder = Files.createTempDirectory("eegpt-bench");
    BenchProcess process = new BenchProcess(folder);
    List<Double> engine = new ArrayList<>();
    List<Double> job = new ArrayList<>();
    Map<String, List<Double>> peers = new LinkedHashMap<>();
    Map<String, Double> errors = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoints.load(weights)) {
      List<String> files = files(process, folder);
      List<String> ingest = new ArrayList<>(List.of("ingest", "--output", folder + "/recordings"));
      files.forEach(file -> ingest.addAll(List.of("--input", file)));
      process.eegpt(ingest);
      if (python.isPresent()) {
        describe(checkpoint, folder);
        process.python(python.get(), script, arguments("prepare", folder, files));
      }
      Path embeddings = folder.resolve("embeddings");
      for (int round = 0; round < rounds; round++) {
        engine.add(alone(checkpoint));
        FileUtil.fullyDelete(embeddings.toFile());
        job.add(process.eegpt(featurize(folder, embeddings)));
        if (python.isPresent()) {
          for (String runtime : RUNTIMES) {
            List<String> run =
                arguments("run", folder, List.of(runtime, Integer.toString(options.threads())));
            peers
                .computeIfAbsent(runtime, r -> new ArrayList<>())
                .add(process.python(python.get(), script, run));
          }
        }
      }
      if (python.isPresent()) {
        List<String> compare = arguments("compare", folder, List.of(embeddings.toString()));
        process.python(python.get(), script, compare);
        for (String line : process.lastOutput()) {
          JsonNode said = JSON.readTree(line);
          errors.put(said.get("runtime").asText(), said.get("error").asDouble());
        }
      }
      JsonNode report = report(embeddings);
      return new Result(report.get("windows").asLong(), engine, job, report, peers, errors);
    } finally {
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  private static List<String> arguments(String command, Path folder, List<String> rest) {
    List<String> all = new ArrayList<>(List.of(command, folder.toString()));
    all.addAll(rest);
    return all;
  }

  private List<String> files(BenchProcess process, Path folder) throws IOException {
    if (!recordings.isEmpty()) {
      return recordings.stream().map(Path::toString).toList();
    }
    Path simulated = folder.resolve("edf");
    int count = Math.max(1, minutes / MINUTES_A_RECORDING);
    process.eegpt(
        List.of(
            "simulate",
            "--output",
            simulated.toString(),
            "--subjects",
            Integer.toString(count),
            "--runs",
            "1",
            "--duration",
            Math.min(minutes, MINUTES_A_RECORDING) * 60 + "s"));
    try (Stream<Path> made = Files.list(simulated)) {
      return made.map(Path::toString).sorted().toList();
    }
  }

  private List<String> featurize(Path folder, Path embeddings) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "featurize",
                "--master",
                "local[" + options.threads() + "]",
                "--input",
                folder + "/recordings",
                "--output",
                embeddings.toString(),
                "--weights",
                weights));
    command.addAll(List.of("--window", Integer.toString(grid.windowSamples())));
    command.addAll(List.of("--hop", Integer.toString(grid.hopSamples())));
    command.addAll(List.of("--engine", options.engine()));
    command.addAll(List.of("--precision", options.precision().key()));
    command.addAll(List.of("--pool", pooled ? "patches" : "none"));
    return command;
  }

  /** What the peer needs to know of the model and the windows. */
  private void describe(Checkpoint checkpoint, Path folder) throws IOException {
    Safetensors.write(
        new NamedTensors(checkpoint.tensors()), folder.resolve("weights.safetensors"));
    Map<String, Object> terms = new LinkedHashMap<>();
    terms.put("depth", checkpoint.config().depth());
    terms.put("num_heads", checkpoint.config().numHeads());
    terms.put("patch_stride", checkpoint.config().patchStride());
    terms.put("channels", names());
    terms.put("rows", Arrays.stream(Electrodes.rows(names())).boxed().toList());
    terms.put("window", grid.windowSamples());
    terms.put("hop", grid.hopSamples());
    terms.put("pooled", pooled);
    Files.writeString(folder.resolve("case.json"), JSON.writeValueAsString(terms));
  }

  private static List<String> names() {
    return Montage.PRETRAINING_58.electrodes();
  }

  /** Windows a second of the engine, on one signal. */
  private double alone(Checkpoint checkpoint) {
    int samples = SIGNAL_WINDOWS * grid.windowSamples();
    float[][] signal =
        SyntheticWeights.uniform("input:bench", 1, 0, names().size(), samples).toFloatMatrix();
    long[] windows = LongStream.range(0, grid.endWindowWithin(samples)).toArray();
    try (EegptModel model = new EegptModel(checkpoint, options)) {
      WindowEncoder encoder = new WindowEncoder(model, grid, pooled);
      encoder.encode(names(), signal, 0, windows); // warms up
      long encoded = 0;
      long begin = System.nanoTime();
      do {
        encoder.encode(names(), signal, 0, windows);
        encoded += windows.length;
      } while (System.nanoTime() - begin < seconds * NANOS);
      return encoded * NANOS / (System.nanoTime() - begin);
    }
  }

  private static JsonNode report(Path embeddings) throws IOException {
    try (Stream<Path> reports = Files.list(embeddings.resolve("_reports"))) {
      Path report =
          reports.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow();
      return JSON.readTree(Files.readString(report));
    }
  }
}
