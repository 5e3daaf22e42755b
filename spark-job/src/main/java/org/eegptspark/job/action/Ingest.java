package org.eegptspark.job.action;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.eegptspark.job.corpus.CorpusFiles;
import org.eegptspark.job.corpus.HadoopRecordingFile;
import org.eegptspark.job.corpus.RecordingSegments;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.corpus.RecordingSegments.UnreadableException;
import org.eegptspark.job.report.Progress;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.job.report.UnitWatch;
import org.eegptspark.job.table.ParquetTable;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentWriter;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.RecordingReaders;
import org.eegptspark.udf.metrics.ProcessMetrics;

/**
 * Reads recordings into a recordings table, losslessly: one row a segment, one Parquet file a
 * recording.
 *
 * <p>A recording whose content is in the table already is passed over, so the same command may be
 * run again as a corpus grows. Files become visible at the end, by renaming; what cannot be read is
 * put in the table's quarantine and does not stop the rest.
 */
public final class Ingest {
  private static final int ID_DIGITS = 32;

  private final SparkSession spark;
  private final List<String> inputs = new ArrayList<>();
  private String output;
  private SegmentLayout layout = SegmentLayout.DEFAULT;
  private Progress progress = Progress.silent();

  /** An action on a session. */
  public Ingest(SparkSession spark) {
    this.spark = spark;
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

  /** How recordings are cut into segments. */
  public Ingest layout(SegmentLayout segments) {
    this.layout = segments;
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
   * @param quarantined what could not be read
   */
  public record Result(
      int recordings,
      int known,
      long segments,
      double seconds,
      long bytesRead,
      List<String> losses,
      List<Quarantine.Entry> quarantined) {}

  /**
   * Does it.
   *
   * @throws BadInputException where the input holds no recordings or the output is no recordings
   *     table
   */
  public Result execute() {
    ProcessMetrics.join(); // before executors do
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<CorpusFiles.Found> files = CorpusFiles.list(inputs, hadoop);
    ParquetTable table = new ParquetTable(output, hadoop);
    Set<String> known = table.exists() ? table.distinct(spark, "recording_id") : Set.of();
    String staging = table.staging(UUID.randomUUID().toString());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> sharedHadoop =
        context.broadcast(new SerializableConfiguration(hadoop));
    Broadcast<HashSet<String>> sharedKnown = context.broadcast(new HashSet<>(known));
    try {
      UnitWatch watch = new UnitWatch("ingest", 1, 1);
      RunWatch.step(spark, "read", "eegpt ingest: read recordings");
      LongAccumulator bytes = spark.sparkContext().longAccumulator("eegpt.ingest.bytes");
      IngestFile ingestFile = new IngestFile(sharedHadoop, sharedKnown, layout, staging, bytes);
      long total = files.stream().mapToLong(CorpusFiles.Found::bytes).sum();
      List<Outcome> outcomes =
          progress.watch(
              spark,
              new Progress.Work("ingest", "MB", 1_000_000, total),
              bytes,
              () ->
                  context
                      .parallelize(files, slices(files.size(), context))
                      .map(ingestFile::run)
                      .collect());
      Result result = commit(table, outcomes);
      watch.done(result.recordings(), "segments", result.segments(), result.quarantined().size());
      return result;
    } finally {
      table.discard(staging);
      sharedHadoop.destroy();
      sharedKnown.destroy();
    }
  }

  private static int slices(int files, JavaSparkContext context) {
    return Math.min(files, Math.max(context.defaultParallelism() * 16, files / 64));
  }

  private Result commit(ParquetTable table, List<Outcome> outcomes) {
    Set<String> written = new HashSet<>();
    List<String> losses = new ArrayList<>();
    List<Quarantine.Entry> quarantined = new ArrayList<>();
    int known = 0;
    long segments = 0;
    long bytesRead = 0;
    double seconds = 0;
    for (Outcome outcome : outcomes) {
      outcome.losses.forEach(loss -> losses.add(outcome.source + ": " + loss));
      if (outcome.failure != null) {
        quarantined.add(
            new Quarantine.Entry(
                outcome.source, outcome.recordingId, null, "ingest", outcome.failure));
      } else if (outcome.stagedFile == null || !written.add(outcome.recordingId)) {
        known++;
      } else {
        table.publish(outcome.stagedFile, outcome.recordingId + ".parquet");
        segments += outcome.segments;
        bytesRead += outcome.bytes;
        seconds += outcome.seconds;
      }
    }
    Quarantine.append(spark, output, quarantined);
    return new Result(written.size(), known, segments, seconds, bytesRead, losses, quarantined);
  }

  /** What became of one file. */
  private record Outcome(
      String source,
      String recordingId,
      String stagedFile,
      int segments,
      double seconds,
      long bytes,
      List<String> losses,
      String failure)
      implements Serializable {}

  /** Reads one file in a task. */
  private record IngestFile(
      Broadcast<SerializableConfiguration> hadoop,
      Broadcast<HashSet<String>> known,
      SegmentLayout layout,
      String staging,
      LongAccumulator bytes)
      implements Serializable {

    Outcome run(CorpusFiles.Found found) throws IOException {
      ProcessMetrics.join();
      Configuration conf = hadoop.value().value();
      HadoopRecordingFile file = new HadoopRecordingFile(new Path(found.uri()), conf);
      String id = null;
      try (Recording recording = open(file)) {
        id = hash(recording);
        if (known.value().contains(id)) {
          return outcome(found, file, id, null, 0, recording.header(), null);
        }
        var empty = RecordingSegments.whyEmpty(recording.header());
        if (empty.isPresent()) {
          return outcome(
              found, file, id, null, 0, recording.header(), file.name() + " " + empty.get());
        }
        return write(found, file, id, recording);
      } catch (UnreadableException e) {
        return failed(found, file, id, e.getMessage());
      } finally {
        bytes.add(found.bytes());
        ProcessCounter.BYTES_READ.add(found.bytes());
        ProcessMetrics.tell();
      }
    }

    private static Recording open(HadoopRecordingFile file) throws UnreadableException {
      try {
        return RecordingReaders.forFile(file.name()).orElseThrow().open(file);
      } catch (IOException | RuntimeException e) {
        throw new UnreadableException(file.name(), e);
      }
    }

    private static String hash(Recording recording) throws UnreadableException {
      try {
        return recording.contentHash().substring(0, ID_DIGITS);
      } catch (IOException | RuntimeException e) {
        throw new UnreadableException("The recording", e);
      }
    }

    private Outcome write(
        CorpusFiles.Found found, HadoopRecordingFile file, String id, Recording recording)
        throws IOException, UnreadableException {
      Path staged = new Path(staging, id + "-" + TaskContext.get().taskAttemptId() + ".parquet");
      int segments;
      try (SegmentWriter writer = new SegmentWriter(staged, hadoop.value().value())) {
        segments = new RecordingSegments(recording, id, file.name(), layout).forEach(writer::write);
        ProcessCounter.SEGMENTS.add(segments);
      } catch (UnreadableException e) {
        FileSystem files = staged.getFileSystem(hadoop.value().value());
        files.delete(staged, false);
        throw e;
      }
      return outcome(found, file, id, staged.toString(), segments, recording.header(), null);
    }

    private static Outcome outcome(
        CorpusFiles.Found found,
        HadoopRecordingFile file,
        String id,
        String staged,
        int segments,
        RecordingHeader header,
        String failure) {
      double seconds =
          header.groups().stream()
              .mapToDouble(
                  group ->
                      group.runs().stream().mapToLong(run -> run.samples()).sum()
                          / group.samplingRateHz())
              .max()
              .orElse(0);
      return new Outcome(
          file.name(),
          id,
          staged,
          segments,
          seconds,
          found.bytes(),
          new ArrayList<>(header.losses()),
          failure);
    }

    private static Outcome failed(
        CorpusFiles.Found found, HadoopRecordingFile file, String id, String reason) {
      return new Outcome(
          file.name(), id, null, 0, 0, found.bytes(), new ArrayList<>(), String.valueOf(reason));
    }
  }
}
