package org.eegptspark.job.action;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.eegptspark.job.corpus.CorpusFiles;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.report.Progress;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.job.report.UnitWatch;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SessionNeeds;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SampleStorage;
import org.eegptspark.udf.metrics.ProcessMetrics;

/**
 * Reads recordings into a recordings table, losslessly: one row a segment.
 *
 * <p>A recording whose content is in the table already is passed over, so the same command may be
 * run again as a corpus grows, or after it was killed. Recordings are committed in units of about
 * 256 MB; what cannot be read is put in the table's quarantine and does not stop the rest.
 */
public final class Ingest {
  private final SparkSession spark;
  private final List<String> inputs = new ArrayList<>();
  private String output;
  private TableFormat format = TableFormat.parquet;
  private LayoutChoice corpus = LayoutChoice.AUTO;
  private SegmentLayout layout = SegmentLayout.DEFAULT;
  private SampleStorage samples = SampleStorage.packed;
  private long unitBytes = 256L << 20;
  private Progress progress = Progress.silent();

  /**
   * An action on a session. It reads and writes through a session of its own on the same context,
   * so the caller's settings stay as they are.
   */
  public Ingest(SparkSession spark) {
    this.spark = SessionNeeds.newSession(spark);
  }

  /** Adds folders, files or globs to read, on any file system that Hadoop reaches. */
  public Ingest input(List<String> paths) {
    inputs.addAll(paths);
    return this;
  }

  /** The table's folder; made where it does not exist, added to where it does. */
  public Ingest output(String table) {
    this.output = table;
    return this;
  }

  /** The format of the table. */
  public Ingest format(TableFormat ofOutput) {
    this.format = ofOutput;
    return this;
  }

  /** How the corpus arranges its files; each file by its path, unless set. */
  public Ingest corpus(LayoutChoice choice) {
    this.corpus = choice;
    return this;
  }

  /** How recordings are cut into segments. */
  public Ingest layout(SegmentLayout segments) {
    this.layout = segments;
    return this;
  }

  /** How the table stores samples; packed, unless set. */
  public Ingest samples(SampleStorage storage) {
    this.samples = storage;
    return this;
  }

  /** About how many bytes of files are committed together; a file is never parted. */
  public Ingest commitEvery(long bytes) {
    BadInputException.check(bytes > 0, "--commit-every must be positive, but was %s", bytes);
    this.unitBytes = bytes;
    return this;
  }

  /** What is told how far the work is. */
  public Ingest progress(Progress bar) {
    this.progress = bar;
    return this;
  }

  /**
   * What an ingest did.
   *
   * @param recordings newly written
   * @param known passed over, for the table holds their content
   * @param segments rows written
   * @param seconds of signal written, over all recordings (a recording's longest group counts)
   * @param bytesRead size of the files newly written
   * @param losses sentences on files that were damaged but readable: "path: what is missing"
   * @param counts how many recordings and channels newly written are out of the ordinary, by name
   * @param quarantined what could not be read
   */
  public record Result(
      int recordings,
      int known,
      long segments,
      double seconds,
      long bytesRead,
      List<String> losses,
      Map<String, Long> counts,
      List<Quarantine.Entry> quarantined) {}

  /**
   * Does it.
   *
   * @throws BadInputException where the input holds no recordings or the output is no recordings
   *     table
   */
  public Result execute() {
    try {
      return write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result write() throws IOException {
    ProcessMetrics.join(); // before executors do
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<CorpusFiles.Found> files = CorpusFiles.list(inputs, corpus, hadoop);
    Table table = Tables.open(spark, output, format);
    LongAccumulator bytes = spark.sparkContext().longAccumulator("eegpt.ingest.bytes");
    IngestUnits units = new IngestUnits(spark, table, corpus, layout, samples, bytes);
    long total = files.stream().mapToLong(CorpusFiles.Found::bytes).sum();
    progress.watch(
        spark,
        new Progress.Work("ingest", "MB", 1_000_000, total),
        bytes,
        () -> {
          ingestAll(units, files);
          return null;
        });
    return units.result();
  }

  private void ingestAll(IngestUnits units, List<CorpusFiles.Found> files) {
    int number = 0;
    List<List<CorpusFiles.Found>> all = IngestUnits.of(files, unitBytes);
    try {
      for (List<CorpusFiles.Found> unit : all) {
        String place = ++number + "/" + all.size();
        RunWatch.step(spark, "read", "eegpt ingest: unit " + place);
        UnitWatch watch = new UnitWatch("ingest", number, all.size());
        Result before = units.result();
        units.commit(unit);
        Result after = units.result();
        watch.done(
            after.recordings() - before.recordings(),
            "segments",
            after.segments() - before.segments(),
            after.quarantined().size() - before.quarantined().size());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
