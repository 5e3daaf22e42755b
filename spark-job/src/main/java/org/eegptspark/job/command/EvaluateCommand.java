package org.eegptspark.job.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.Evaluate;
import org.eegptspark.job.action.Evaluate.CellOutcome;
import org.eegptspark.job.probe.grid.Grid;
import org.eegptspark.job.probe.grid.GridFile;
import org.eegptspark.job.probe.grid.ResultRow;
import org.eegptspark.job.table.TableFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Trains and tests probes over a grid of corpora, models, heads and splits; what was done before",
      "is passed over."
    },
    mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The grid, in YAML; conf/evaluate.yaml is one.")
  String config;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description =
          "Where the table of results, each cell's probe and predictions, and report.html are put.")
  String output;

  @Option(
      names = "--format",
      defaultValue = "parquet",
      description = "Format of the table of results: parquet or delta (default: ${DEFAULT-VALUE}).")
  TableFormat format;

  @Mixin SparkOptions sparkOptions;

  @Mixin Verbosity verbosity;

  @Override
  public Integer call() throws Exception {
    try (SparkOptions.Scope scope = sparkOptions.start("evaluate", verbosity)) {
      SparkSession spark = scope.session();
      Grid grid = GridFile.read(config, spark.sparkContext().hadoopConfiguration());
      int cells = grid.cells().size();
      Evaluate.Result result =
          new Evaluate(spark, grid, output)
              .format(format)
              .listener(outcome -> print(outcome, cells))
              .execute();
      System.out.printf(
          "%d cells done, %d done before, %d failed. Report: %s%n",
          result.done(), result.passedOver(), result.failed(), result.page());
      return result.failed() == 0 ? Main.DONE : Main.SOME_QUARANTINED;
    }
  }

  private static void print(CellOutcome outcome, int cells) {
    String cell = outcome.number() + "/" + cells + " " + outcome.cell().title();
    if (outcome.isFailed()) {
      System.err.println("eegpt: " + cell + ": " + outcome.problem());
      return;
    }
    ResultRow first = headline(outcome);
    System.out.printf(
        Locale.ROOT,
        "%s: %s %.3f%s%n",
        cell,
        first.metric(),
        first.value(),
        outcome.isPassedOver() ? " (done before)" : "");
  }

  /** The metric that tells most in one number. */
  private static ResultRow headline(CellOutcome outcome) {
    return outcome.rows().stream()
        .filter(row -> row.metric().equals("balanced_accuracy"))
        .findFirst()
        .orElse(outcome.rows().get(0));
  }
}
