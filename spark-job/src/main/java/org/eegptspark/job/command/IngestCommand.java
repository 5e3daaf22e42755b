package org.eegptspark.job.command;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.action.Ingest;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.report.Progress;
import org.eegptspark.job.report.RunReport;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.recording.SampleStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt ingest}. */
@Command(
    name = "ingest",
    description = "Reads EDF, BDF and BrainVision recordings into a recordings table, losslessly.",
    mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "Folders, files or globs, on any file system that Hadoop reaches.")
  List<String> input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "TABLE",
      description = "Folder of the recordings table; added to where it exists.")
  String output;

  @Option(
      names = "--format",
      defaultValue = "parquet",
      description = "Format of the table: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  TableFormat format;

  @Option(
      names = "--layout",
      defaultValue = "auto",
      paramLabel = "L",
      description = {
        "How the corpus arranges its files: bids, tuh, eegmmidb, sleep-edf, none, or auto (default):",
        "each file as its path looks. Tells subject, session, labels and bad channels."
      })
  String corpus;

  @Option(
      names = "--segment",
      defaultValue = "600s",
      converter = Duration.Converter.class,
      paramLabel = "TIME",
      description = "Longest stretch that a row holds (default: ${DEFAULT-VALUE}).")
  Duration segment;

  @Option(
      names = "--halo-before",
      defaultValue = "10s",
      converter = Duration.Converter.class,
      paramLabel = "TIME",
      description =
          "Signal repeated before each row's stretch, for filters (default: ${DEFAULT-VALUE}).")
  Duration haloBefore;

  @Option(
      names = "--halo-after",
      defaultValue = "40s",
      converter = Duration.Converter.class,
      paramLabel = "TIME",
      description =
          "Signal repeated after it, for the longest window and filters (default:"
              + " ${DEFAULT-VALUE}).")
  Duration haloAfter;

  @Option(
      names = "--samples",
      defaultValue = "packed",
      paramLabel = "FORM",
      description = {
        "How integer samples are stored, the file's own either way: packed (default), in about two",
        "thirds of the space, or plain, as little-endian arrays. docs/design.md specifies both."
      })
  SampleStorage samples;

  @Option(
      names = "--commit-every",
      defaultValue = "256",
      paramLabel = "MB",
      description =
          "Commit recordings after about so many megabytes of them, in one file (default:"
              + " ${DEFAULT-VALUE}).")
  long commitEvery;

  @Mixin SparkOptions sparkOptions;

  @Mixin Verbosity verbosity;

  @Override
  public Integer call() throws Exception {
    RunReport report = new RunReport("ingest");
    try (SparkOptions.Scope scope = sparkOptions.start("ingest", verbosity);
        RunWatch watch = new RunWatch(scope.session())) {
      SparkSession spark = scope.session();
      Ingest.Result result =
          new Ingest(spark)
              .input(input)
              .output(output)
              .corpus(LayoutChoice.parse(corpus))
              .format(format)
              .layout(
                  new SegmentLayout(segment.seconds(), haloBefore.seconds(), haloAfter.seconds()))
              .samples(samples)
              .commitEvery(commitEvery * (1 << 20))
              .progress(Progress.bar())
              .execute();
      Report.some(result.losses().stream().map(loss -> "damaged: " + loss).toList(), "the report");
      System.out.printf(
          Locale.ROOT,
          "Ingested %d recordings (%s of signal, %.1f MB) as %d segments into %s%s%n",
          result.recordings(),
          Report.duration(result.seconds()),
          result.bytesRead() / 1e6,
          result.segments(),
          output,
          result.known() == 0 ? "" : "; " + result.known() + " were in it already");
      int status = Report.quarantine(result.quarantined(), Quarantine.nameOf(spark, output));
      String path =
          watch
              .describe(report)
              .with("input", input)
              .with("output", output)
              .with("recordings", result.recordings())
              .with("already_known", result.known())
              .with("segments", result.segments())
              .with("signal_seconds", result.seconds())
              .with("bytes_read", result.bytesRead())
              .with("counts", result.counts())
              .with("damaged", result.losses())
              .with("quarantined", result.quarantined())
              .with("exit_status", status)
              .write(Tables.folder(spark, output), spark.sparkContext().hadoopConfiguration());
      System.out.printf("Report: %s%n", path);
      return status;
    }
  }
}
