package org.eegptspark.job.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.Probe;
import org.eegptspark.job.action.ProbeOutput;
import org.eegptspark.job.probe.ClassWeights;
import org.eegptspark.job.probe.LabelChoice;
import org.eegptspark.job.probe.Level;
import org.eegptspark.job.probe.ProbeSettings;
import org.eegptspark.job.probe.RowChoice;
import org.eegptspark.job.probe.Scoring;
import org.eegptspark.job.probe.SplitChoice;
import org.eegptspark.job.probe.Vote;
import org.eegptspark.job.report.RunReport;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.model.BadInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt probe}. */
@Command(
    name = "probe",
    description = {
      "Trains heads on an embeddings table and tells what they are worth on windows that they have",
      "not seen."
    },
    mixinStandardHelpOptions = true)
public final class ProbeCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "TABLE",
      description = "Embeddings table, as 'eegpt featurize' makes it.")
  String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description =
          "Where report.json, predictions.parquet and probe.safetensors are put, in place of an"
              + " earlier run's.")
  String output;

  @Option(
      names = "--label",
      defaultValue = "label",
      paramLabel = "COLUMN",
      description = "Column of the table to predict (default: ${DEFAULT-VALUE}).")
  String label;

  @Option(
      names = "--task",
      defaultValue = "classification",
      description = "Whether it is a class (classification, default) or a number (regression).")
  String task;

  @Option(
      names = "--classes",
      arity = "1..*",
      paramLabel = "NAME=LABEL,...",
      description = {
        "Which labels make which class, such as rest=T0 movement=T1,T2; windows of other labels are",
        "left out. Of two classes the last is the positive one (default: a class a label, in",
        "alphabetical order)."
      })
  List<String> classes = List.of();

  @Option(
      names = "--recordings",
      paramLabel = "TABLE",
      description = "Recordings table whose annotations are the labels; needs --min-overlap.")
  String recordings;

  @Option(
      names = "--min-overlap",
      paramLabel = "TIME",
      converter = Duration.Converter.class,
      description =
          "With --recordings: how much of a window has to lie in one annotation to have its label.")
  Duration minOverlap;

  @Option(
      names = "--split-by",
      required = true,
      paramLabel = "COLUMN",
      description = {
        "What goes to one side whole: subject, session, recording, or another column. Without",
        "--folds or --test one such group is left out at a time."
      })
  String splitBy;

  @Option(names = "--folds", defaultValue = "0", description = "Deals the groups to so many folds.")
  int folds;

  @Option(
      names = "--train",
      split = ",",
      paramLabel = "GROUP",
      description = "Groups to train on, by name or glob (default: all that --test leaves).")
  List<String> train = List.of();

  @Option(
      names = "--test",
      split = ",",
      paramLabel = "GROUP",
      description = "Groups to test on, by name or glob.")
  List<String> test = List.of();

  @Option(
      names = "--allow-leakage",
      description = "Go on where windows of one recording lie on both sides; the report says so.")
  boolean allowLeakage;

  @Mixin HeadOptions head;

  @Option(
      names = "--level",
      split = ",",
      defaultValue = "window",
      description =
          "What metrics are of: ${COMPLETION-CANDIDATES}; several are possible (default: window).")
  List<Level> levels;

  @Option(
      names = "--vote",
      defaultValue = "mean",
      description =
          "How windows come to one prediction at other levels: mean probability (default) or"
              + " majority.")
  Vote vote;

  @Option(
      names = "--class-weights",
      defaultValue = "none",
      description = "none (default), or balanced: all classes count alike in training.")
  ClassWeights classWeights;

  @Option(
      names = "--bootstrap",
      defaultValue = "1000",
      description =
          "Replicates for the intervals of 95%%, drawn by group; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  int replicates;

  @Option(
      names = "--shuffle-labels",
      paramLabel = "SEED",
      description = "Deals the labels out anew: what is found then is chance.")
  Long shuffleSeed;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Of all that is random (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--model-id",
      description = "Rows of this model alone, where the table has several; the beginning will do.")
  String modelId;

  @Option(names = "--signal-id", description = "Rows of these signal steps alone, likewise.")
  String signalId;

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description = "Rows for which this holds alone, such as \"not artifact\".")
  String where;

  @Mixin SparkOptions sparkOptions;

  @Mixin Verbosity verbosity;

  @Override
  public Integer call() throws Exception {
    RunReport report = new RunReport("probe");
    ProbeSettings settings = settings();
    try (SparkOptions.Scope scope = sparkOptions.start("probe", verbosity);
        RunWatch watch = new RunWatch(scope.session())) {
      SparkSession spark = scope.session();
      Probe.Result result = new Probe(spark, settings).execute();
      new ProbeOutput(output, spark.sparkContext().hadoopConfiguration())
          .write(result, watch.describe(report));
      new ProbeText(System.out, Locale.ROOT).print(result);
      System.out.printf(
          "Report, predictions%s: %s%n", result.probe().isPresent() ? " and probe" : "", output);
      return Main.DONE;
    }
  }

  /** The options as the action has them. */
  private ProbeSettings settings() {
    return new ProbeSettings(
        input,
        new RowChoice(
            Optional.ofNullable(modelId),
            Optional.ofNullable(signalId),
            Optional.ofNullable(where)),
        label(),
        new SplitChoice(
            splitBy,
            folds,
            train.isEmpty() && test.isEmpty()
                ? Optional.empty()
                : Optional.of(new SplitChoice.Lists(train, test)),
            allowLeakage),
        head.features(),
        head.head(),
        classWeights,
        new Scoring(levels, vote, replicates, 0.95),
        seed);
  }

  private LabelChoice label() {
    BadInputException.check(
        List.of("classification", "regression").contains(task),
        "--task takes classification or regression, but was '%s'",
        task);
    BadInputException.check(
        (recordings == null) == (minOverlap == null),
        "--recordings and --min-overlap go together: labels are those of the recordings'"
            + " annotations that so much of a window lies in");
    return new LabelChoice(
        label,
        task.equals("regression"),
        Optional.ofNullable(recordings)
            .map(table -> new LabelChoice.AnnotationChoice(table, minOverlap.seconds())),
        classes.stream().map(LabelChoice.ClassOfLabels::parse).toList(),
        shuffleSeed == null ? OptionalLong.empty() : OptionalLong.of(shuffleSeed));
  }
}
