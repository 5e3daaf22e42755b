package org.eegptspark.job.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eegptspark.job.action.Bench;
import org.eegptspark.job.action.BenchJob;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.onednn.OneDnn;
import org.eegptspark.model.signal.WindowGrid;
import picocli.CommandLine.Option;

/** What {@code bench --case job} runs, and how its result is printed. */
final class BenchJobOptions {
  private static final double NANOS = 1e9;
  private static final double MB = 1 << 20;

  @Option(
      names = "--recording",
      paramLabel = "EDF",
      arity = "1..*",
      description = "Recordings for job (default: simulated ones).")
  List<Path> recordings = new ArrayList<>();

  @Option(
      names = "--minutes",
      defaultValue = "20",
      description = "Minutes of simulated recordings, for job (default: ${DEFAULT-VALUE}).")
  int minutes;

  @Option(
      names = "--weights",
      defaultValue = "synthetic:large",
      description = "Model for job (default: ${DEFAULT-VALUE}).")
  String weights;

  @Option(
      names = "--hop",
      defaultValue = "4s",
      paramLabel = "TIME",
      description = "From a window of 4 s to the next, for job (default: ${DEFAULT-VALUE}).")
  String hop;

  @Option(
      names = "--pool",
      defaultValue = "none",
      description = "As for featurize, for job (default: ${DEFAULT-VALUE}).")
  String pool;

  BenchJob bench(
      EngineOptions options, Optional<String> python, Path script, double seconds, int rounds) {
    return new BenchJob(
        recordings,
        minutes,
        weights,
        options,
        WindowGrid.parse("4s", hop),
        pool.equals("patches"),
        python,
        script,
        seconds,
        rounds);
  }

  static void print(BenchJob.Result result, int cores) {
    double engine = Bench.median(result.engine());
    double job = Bench.median(result.job());
    print("%-34s %9s %10s %10s %8s", "contestant", "seconds", "windows/s", "of engine", "error");
    print("%-34s %9s %10.2f %10.3f", "engine alone", "", engine, 1.0);
    line("featurize, start-up counted", result, job, engine, "");
    JsonNode report = result.report();
    line("  from its start in Spark", result, report.get("seconds").asDouble(), engine, "");
    JsonNode encode = report.get("steps").get("encode");
    line("  tasks that encode", result, encode.get("seconds").asDouble(), engine, "");
    result
        .peers()
        .forEach(
            (runtime, seconds) ->
                line(
                    "pyspark and " + runtime + ", likewise",
                    result,
                    Bench.median(seconds),
                    engine,
                    String.format(Locale.ROOT, "%.1e", result.errors().get(runtime))));
    result
        .peers()
        .forEach(
            (runtime, seconds) ->
                print(
                    "featurize is %.2fx as fast as pyspark and %s",
                    Bench.median(seconds) / job, runtime));
    stages(report, cores);
  }

  private static void line(
      String name, BenchJob.Result result, double seconds, double engine, String error) {
    double rate = result.windows() / seconds;
    print("%-34s %9.2f %10.2f %10.3f %8s", name, seconds, rate, rate / engine, error);
  }

  private static void stages(JsonNode report, int cores) {
    JsonNode counters = report.get("counters");
    JsonNode encode = report.get("steps").get("encode");
    double all = encode.get("task_seconds").asDouble();
    double engine = counters.get("engine_nanos").asDouble() / NANOS;
    double signal = counters.get("signal_nanos").asDouble() / NANOS;
    print(
        "Of %.1f s of tasks: engine %.1f%%, decoding and signal steps %.1f%%, reading, writing and"
            + " the rest %.1f%%.",
        all, 100 * engine / all, 100 * signal / all, 100 * (all - engine - signal) / all);
    print(
        "%d windows on %d cores (%s): %.1f MB of tables read, %.1f MB written, planning %.1f s, peak"
            + " memory %s.",
        report.get("windows").asLong(),
        cores,
        OneDnn.instructionSet(),
        encode.get("bytes_read").asLong() / MB,
        encode.get("bytes_written").asLong() / MB,
        report.get("steps").get("plan").get("seconds").asDouble(),
        peaks(report));
  }

  private static String peaks(JsonNode report) {
    List<String> peaks = new ArrayList<>();
    report
        .get("peak_memory_bytes")
        .fields()
        .forEachRemaining(
            process ->
                peaks.add(
                    String.format(
                        Locale.ROOT,
                        "%s %.0f MB",
                        process.getKey(),
                        process.getValue().asLong() / MB)));
    return String.join(", ", peaks);
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
