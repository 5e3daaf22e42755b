package org.eegptspark.job.command;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.Featurize;
import org.eegptspark.job.action.Selection;
import org.eegptspark.job.action.StoredProbe;
import org.eegptspark.job.action.TokenOutput;
import org.eegptspark.job.report.Progress;
import org.eegptspark.job.report.RunReport;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.signal.WindowGrid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt featurize}. */
@Command(
    name = "featurize",
    description = "Turns a recordings table into a table of EEGPT embeddings, one row a window.",
    mixinStandardHelpOptions = true)
public final class FeaturizeCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "TABLE",
      description = "Recordings table, as 'eegpt ingest' makes it.")
  String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "TABLE",
      description =
          "The embeddings table: a folder, or for iceberg a name in a catalog; recordings that it"
              + " holds already are passed over.")
  String output;

  @Option(
      names = "--format",
      defaultValue = "parquet",
      description = "Format of the table: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  TableFormat format;

  @Mixin ModelOptions model;

  @Mixin SignalOptions signal;

  @Option(
      names = "--window",
      paramLabel = "TIME",
      description = {
        "Length of a window: 4s, 500ms, or samples at 256 Hz (default: the profile's, 4s for eegpt)."
      })
  String window;

  @Option(
      names = "--hop",
      paramLabel = "TIME",
      description = "From one window's start to the next's (default: as long as a window).")
  String hop;

  @Option(
      names = "--pool",
      defaultValue = "none",
      description =
          "Keep every patch's tokens (none, default) or their mean over patches (patches).")
  String pool;

  @Option(
      names = "--precision-out",
      defaultValue = "float32",
      description = "Round the tokens written to float16, or keep them (float32, default).")
  String precisionOut;

  @Option(
      names = "--probe",
      paramLabel = "FILE",
      description =
          "A probe that 'eegpt probe' has trained on this model's tokens (probe.safetensors): its"
              + " logits and prediction are written beside each window's tokens.")
  String probe;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Patches that go through the engine at once, at most (default: what suits it; on a GPU,"
              + " thousands). Fewer take less of a GPU's memory.")
  Integer batch;

  @Option(
      names = "--commit-every",
      paramLabel = "WINDOWS",
      description =
          "Commit results after about so many windows, in one file (default: what fills 256 MB).")
  Long commitEvery;

  @Option(
      names = "--recording",
      arity = "1..*",
      paramLabel = "ID_OR_GLOB",
      description =
          "Only these recordings: by recording_id, or by a glob over their sources or file names.")
  List<String> recordings = List.of();

  @Option(
      names = "--overwrite",
      description =
          "Empty the output table first; with --recording, remove these recordings' rows by this"
              + " model and these signal steps first. Where such a run is killed, the same command"
              + " without --overwrite goes on.")
  boolean overwrite;

  @Option(
      names = "--retry-quarantined",
      description =
          "Do recordings again that are in quarantine for this model and these signal steps; those"
              + " that succeed leave it.")
  boolean retryQuarantined;

  @Option(names = "--dry-run", description = "Say what there is to do, and do nothing.")
  boolean dryRun;

  @Mixin SparkOptions sparkOptions;

  @Mixin Verbosity verbosity;

  @Override
  public Integer call() throws Exception {
    RunReport report = new RunReport("featurize");
    WindowGrid grid = signal.grid(window, hop);
    Checkpoint checkpoint = model.load();
    try (SparkOptions.Scope scope = sparkOptions.start("featurize", verbosity);
        RunWatch watch = new RunWatch(scope.session())) {
      SparkSession spark = scope.session();
      long began = System.nanoTime();
      Featurize featurize =
          new Featurize(spark)
              .input(input)
              .output(output)
              .checkpoint(checkpoint)
              .profile(signal.profile())
              .grid(grid)
              .artifacts(signal.artifacts())
              .engine(model.engine, Precision.of(model.precision))
              .tokens(TokenOutput.parse(pool, precisionOut))
              .format(format)
              .select(new Selection(recordings))
              .overwrite(overwrite)
              .retryQuarantined(retryQuarantined)
              .progress(Progress.bar());
      checkpoint.close();
      if (probe != null) {
        featurize.probe(StoredProbe.read(probe, spark.sparkContext().hadoopConfiguration()));
      }
      if (commitEvery != null) {
        featurize.commitEvery(commitEvery);
      }
      if (batch != null) {
        featurize.batch(batch);
      }
      if (dryRun) {
        print(featurize.plan());
        return Main.DONE;
      }
      Featurize.Result result = featurize.execute();
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf("Model: %s (model_id %s)%n", checkpoint.description(), result.modelId());
      System.out.printf(
          Locale.ROOT,
          "Featurized %d recordings into %d windows in %.1f s, %d patches encoded, into %s%s%n",
          result.recordings(),
          result.windows(),
          seconds,
          result.patches(),
          output,
          result.done() == 0 ? "" : "; " + result.done() + " recordings were done already");
      Report.some(
          result.tooShort().stream()
              .map(
                  source ->
                      "no window: "
                          + source
                          + " is shorter than "
                          + grid.windowSamples() / (double) EegptConfig.SAMPLING_RATE_HZ
                          + " s")
              .toList(),
          "the report");
      int status = Report.quarantine(result.quarantined(), Quarantine.nameOf(spark, output));
      if (result.passedOver() > 0) {
        System.err.printf(
            "%d recordings passed over: they are in quarantine since an earlier run (%s);"
                + " --retry-quarantined does them again%n",
            result.passedOver(), Quarantine.nameOf(spark, output));
        status = Main.SOME_QUARANTINED;
      }
      String path =
          watch
              .describe(report)
              .with("input", input)
              .with("output", output)
              .with("weights", checkpoint.description())
              .with("model_id", result.modelId())
              .with("signal_id", result.signalId())
              .with("signal", signal.profile().describe(grid).lines().toList())
              .with("window_samples", grid.windowSamples())
              .with("hop_samples", grid.hopSamples())
              .with("engine", EncoderEngines.resolve(model.engine))
              .with("precision", model.precision)
              .with("probe", probe)
              .with("recordings", result.recordings())
              .with("recordings_done_before", result.done())
              .with("recordings_in_quarantine_before", result.passedOver())
              .with("windows", result.windows())
              .with("patches_encoded", result.patches())
              .with("windows_per_second", result.windows() / seconds)
              .with("without_a_window", List.copyOf(result.tooShort()))
              .with("quarantined", result.quarantined())
              .with("exit_status", status)
              .write(Tables.folder(spark, output), spark.sparkContext().hadoopConfiguration());
      System.out.printf("Report: %s%n", path);
      return status;
    }
  }

  private static void print(Featurize.Plan plan) {
    System.out.printf(
        "To do: %d recordings, about %d windows, in %d units%n",
        plan.recordings(), plan.windows(), plan.units());
    System.out.printf(
        "Passed over: %d done, %d in quarantine; refused: %d that lack channels of the montage%n",
        plan.done(), plan.passedOver(), plan.refused());
  }
}
