package org.eegptspark.job.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.Bench;
import org.eegptspark.job.action.BenchHop;
import org.eegptspark.job.action.BenchMemory;
import org.eegptspark.job.action.BenchPlan;
import org.eegptspark.job.action.BenchProbe;
import org.eegptspark.job.action.BenchSql;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.encoder.onednn.OneDnn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt bench}. */
@Command(
    name = "bench",
    description = "Times an engine, in turn with PyTorch, ONNX Runtime and OpenVINO if asked.",
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
  private static final List<String> CASES =
      List.of("batch", "seed", "hop", "memory", "sql", "plan", "job", "probe");
  private static final double MB = 1 << 20;

  @Option(
      names = "--case",
      defaultValue = "batch",
      description =
          "batch (default): windows of 4 s, 58 and 19 channels, the large model; seed: the"
              + " published table of single windows, depth 2; hop: overlapping windows against windows"
              + " end to end; memory: what the large model adds to a process of Spark tasks; sql: a"
              + " table of windows through eegpt_embed against the engine alone; plan: what a rerun"
              + " over a corpus half of which is done takes before it begins; job: featurize from table"
              + " to table against the engine alone and, with --peer, a PySpark job; probe: a logistic"
              + " probe on a table that is larger than memory.")
  String cases;

  @Option(names = "--engine", defaultValue = "auto", description = "As for featurize.")
  String engine;

  @Option(names = "--precision", defaultValue = "fp32", description = "fp32 (default) or bf16.")
  String precision;

  @Option(
      names = "--threads",
      description = "Threads of each contestant, or tasks for memory and sql (default: all cores).")
  Integer threads;

  @Option(
      names = "--peer",
      paramLabel = "PYTHON",
      description =
          "Interpreter with torch, onnxruntime and openvino, to time in turn."
              + " ONEDNN_MAX_CPU_ISA=AVX2 in the environment holds all contestants to AVX2.")
  String python;

  @Option(
      names = "--peer-script",
      description = "The peers' side (default: bench/peer.py, for job bench/job_peer.py).")
  Path script;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "Time for each contestant in each round (default: ${DEFAULT-VALUE}).")
  double seconds;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds that contestants take turns (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--segments",
      defaultValue = "1000000",
      description = "Segments of the corpus, for plan (default: ${DEFAULT-VALUE}).")
  long segments;

  @Option(
      names = "--rows",
      defaultValue = "1000000",
      description = "Windows of the table, for probe (default: ${DEFAULT-VALUE}).")
  int rows;

  @Option(
      names = "--iterations",
      defaultValue = "10",
      description = "Iterations of the training, for probe (default: ${DEFAULT-VALUE}).")
  int iterations;

  @Mixin BenchJobOptions job;
  @Mixin Verbosity verbosity;

  @Override
  public Integer call() throws Exception {
    BadInputException.check(
        CASES.contains(cases), "--case takes one of %s, but was '%s'", CASES, cases);
    BadInputException.check(rounds > 0, "--rounds must be positive, but was %s", rounds);
    int all = Runtime.getRuntime().availableProcessors();
    EngineOptions options =
        new EngineOptions(engine, Precision.of(precision), threads == null ? all : threads);
    switch (cases) {
      case "hop" -> hop(options);
      case "memory" -> memory(options);
      case "sql" -> sql(options);
      case "plan" -> plan(options);
      case "job" ->
          BenchJobOptions.print(
              job.bench(
                      options, Optional.ofNullable(python), script("job_peer.py"), seconds, rounds)
                  .execute(),
              options.threads());
      case "probe" -> probe(options);
      default -> runtimes(options);
    }
    return Main.DONE;
  }

  private Path script(String name) {
    return script == null ? Path.of("bench", name) : script;
  }

  private void runtimes(EngineOptions options) throws IOException {
    List<Bench.Line> lines =
        new Bench(cases, options, Optional.ofNullable(python), script("peer.py"), seconds, rounds)
            .execute();
    print(
        "%-24s %-26s %9s %9s %8s %6s %9s %7s",
        "case", "contestant", "ms/window", "windows/s", "GFLOP/s", "peak", "error", "ratio");
    for (Bench.Line line : lines) {
      boolean ours = line.gflops() > 0;
      print(
          "%-24s %-26s %9.2f %9.2f %8s %6s %9.1e %7s",
          line.bench(),
          line.name(),
          line.ms(),
          1e3 / line.ms(),
          ours ? String.format(Locale.ROOT, "%.0f", line.gflops()) : "",
          ours ? String.format(Locale.ROOT, "%.0f%%", 100 * line.peakShare()) : "",
          line.error(),
          ours ? "" : String.format(Locale.ROOT, "%.2fx", line.ratio()));
    }
    print(
        "GFLOP/s: on the work really done for a window. peak: share of what oneDNN"
            + " reaches on the model's largest product alone."
            + " ratio: our windows a second over theirs.");
    print(
        "Instruction set: %s. Threads of each contestant: %s.",
        OneDnn.instructionSet(), options.threads());
  }

  private void hop(EngineOptions options) {
    print(
        "%-24s %6s %8s %8s %9s %9s %7s %7s %9s",
        "case", "hop", "windows", "patches", "ms/window", "windows/s", "ratio", "fewer", "error");
    for (BenchHop.Line line : BenchHop.of(options, seconds, rounds).execute()) {
      print(
          "%-24s %6d %8d %8d %9.2f %9.2f %6.2fx %6.2fx %9.1e",
          line.bench(),
          line.hop(),
          line.windows(),
          line.patches(),
          line.ms(),
          1e3 / line.ms(),
          line.ratio(),
          line.patchRatio(),
          line.error());
    }
    print(
        "ratio: windows a second over those end to end; it can be as many times as patches a window"
            + " are fewer. error: to windows encoded each by itself.");
    print("Instruction set: %s. Threads: %s.", OneDnn.instructionSet(), options.threads());
  }

  private void memory(EngineOptions options) {
    SparkOptions spark = new SparkOptions();
    spark.master = "local[" + options.threads() + "]";
    BenchMemory.Result result;
    try (SparkOptions.Scope scope = spark.start("bench", verbosity)) {
      result =
          BenchMemory.of(options.engine(), options.precision(), seconds).execute(scope.session());
    }
    double weights = result.weightBytes();
    print("%-24s %9s %12s", "resident memory", "MB", "x weights");
    print("%-24s %9.0f", "before the model", result.beforeBytes() / MB);
    print("%-24s %9.0f %11.2fx", "the weights, fp32", weights / MB, 1.0);
    print(
        "%-24s %9.0f %11.2fx",
        "added, in use", result.addedBytes() / MB, result.addedBytes() / weights);
    print(
        "%-24s %9.0f %11.2fx",
        "added, at most", result.addedPeakBytes() / MB, result.addedPeakBytes() / weights);
    print(
        "%s: %d tasks of one thread at once; %d threads computed: %s.",
        result.bench(),
        result.tasks(),
        result.computing().size(),
        String.join(", ", result.computing()));
  }

  private void sql(EngineOptions options) throws IOException {
    SparkOptions spark = new SparkOptions();
    spark.master = "local[" + options.threads() + "]";
    BenchSql.Result result;
    try (SparkOptions.Scope scope = spark.start("bench", verbosity)) {
      result = BenchSql.of(options, seconds, rounds).execute(scope.session());
    }
    print("%-8s %18s %18s %7s", "round", "engine, windows/s", "SQL, windows/s", "ratio");
    for (int round = 0; round < result.sql().size(); round++) {
      double engine = result.engine().get(round);
      double sql = result.sql().get(round);
      print("%-8d %18.2f %18.2f %7.3f", round + 1, engine, sql, sql / engine);
    }
    print(
        "median ratio: %.3f. %d windows of 19 ch x 1024, the large model, %d tasks of one thread"
            + " against one engine of as many.",
        result.ratio(), result.windows(), options.threads());
  }

  private void plan(EngineOptions options) throws IOException {
    SparkOptions spark = new SparkOptions();
    spark.master = "local[" + options.threads() + "]";
    BenchPlan.Result result;
    try (SparkOptions.Scope scope = spark.start("bench", verbosity)) {
      result = new BenchPlan(segments).execute(scope.session());
    }
    print(
        "%d segments in %d files, %d windows done: %d recordings done and %d to do found in %.1f s"
            + " on %d cores",
        segments,
        result.files(),
        result.embeddings(),
        result.plan().done(),
        result.plan().recordings(),
        result.seconds(),
        options.threads());
  }

  private void probe(EngineOptions options) throws IOException {
    SparkOptions spark = new SparkOptions();
    spark.master = "local[" + options.threads() + "]";
    BenchProbe.Result result;
    try (SparkOptions.Scope scope = spark.start("bench", verbosity)) {
      result = new BenchProbe(rows, iterations).execute(scope.session());
    }
    print(
        "%d windows of 2048 values: a table of %.0f MB, written in %.0f s; probe of %d iterations in"
            + " %.0f s, AUROC %.3f; resident memory at most %.0f MB, heap %.0f MB",
        rows,
        result.tableBytes() / MB,
        result.writingSeconds(),
        iterations,
        result.probeSeconds(),
        result.auroc(),
        result.peakBytes() / MB,
        Runtime.getRuntime().maxMemory() / MB);
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
