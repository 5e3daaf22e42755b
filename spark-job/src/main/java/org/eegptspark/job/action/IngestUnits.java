package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.eegptspark.job.corpus.CorpusFiles;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.MergeParts;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.RecordingsTable;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableChangedException;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SampleStorage;

/** Brings units of files into a recordings table, each in one commit. */
final class IngestUnits {
  private static final long MOST_BATCH_BYTES = 16 << 20;
  private static final int TASKS_A_CORE = 4;

  private final SparkSession spark;
  private final Table table;
  private final Staging staging;
  private final LayoutChoice corpus;
  private final SegmentLayout layout;
  private final SampleStorage samples;
  private final LongAccumulator bytes;
  private final Quarantine quarantine;
  private final Set<String> known = new HashSet<>();
  private final List<IngestFiles.Outcome> done = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();
  private final List<Quarantine.Entry> quarantined = new ArrayList<>();
  private int passedOver;
  private Table.Snapshot snapshot;

  /**
   * Into a table.
   *
   * @param samples how the table stores them
   * @param bytes counts those of files that were looked at
   * @throws IOException where the table's folder cannot be read or written
   */
  IngestUnits(
      SparkSession spark,
      Table table,
      LayoutChoice corpus,
      SegmentLayout layout,
      SampleStorage samples,
      LongAccumulator bytes)
      throws IOException {
    this.spark = spark;
    this.table = table;
    this.corpus = corpus;
    this.layout = layout;
    this.samples = samples;
    this.bytes = bytes;
    this.quarantine = new Quarantine(spark, table);
    look();
    table.prepare(RecordingsTable.SCHEMA);
    this.staging = new Staging(table.folder(), spark.sparkContext().hadoopConfiguration());
    staging.sweep(Staging.DEAD_AFTER);
  }

  /** Files in units of about so many bytes, neighbours together; a larger file is a unit. */
  static List<List<CorpusFiles.Found>> of(List<CorpusFiles.Found> files, long unitBytes) {
    return grouped(files.stream().sorted(Comparator.comparing(CorpusFiles.Found::uri)), unitBytes);
  }

  /** Groups neighbours, as long as they have no more bytes together. */
  private static List<List<CorpusFiles.Found>> grouped(
      Stream<CorpusFiles.Found> files, long mostBytes) {
    List<List<CorpusFiles.Found>> groups = new ArrayList<>();
    long room = 0;
    for (CorpusFiles.Found file : files.toList()) {
      if (groups.isEmpty() || file.bytes() > room) {
        groups.add(new ArrayList<>());
        room = mostBytes;
      }
      groups.get(groups.size() - 1).add(file);
      room -= file.bytes();
    }
    return groups;
  }

  /**
   * Ingests a unit.
   *
   * @throws IOException where the table or its staging cannot be written
   */
  void commit(List<CorpusFiles.Found> files) throws IOException {
    Staging.Run run = staging.begin("ingest");
    List<IngestFiles.Outcome> outcomes;
    try {
      outcomes = read(files, run);
    } catch (Exception failure) {
      PoisonedUnit.check(failure);
      staging.discard(run);
      afterFailure(files, failure);
      return;
    }
    List<Quarantine.Entry> entries = new ArrayList<>();
    List<IngestFiles.Outcome> written = new ArrayList<>();
    for (IngestFiles.Outcome outcome : outcomes) {
      outcome.losses().forEach(loss -> losses.add(outcome.source() + ": " + loss));
      if (outcome.failure() != null) {
        entries.add(
            Quarantine.Entry.ofIngest(outcome.source(), outcome.recordingId(), outcome.failure()));
      } else if (outcome.rows() == null) {
        passedOver++;
      } else {
        written.add(outcome);
      }
    }
    add(entries);
    append(written, run);
    staging.discard(run);
  }

  private List<IngestFiles.Outcome> read(List<CorpusFiles.Found> files, Staging.Run run) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> sharedHadoop =
        context.broadcast(new SerializableConfiguration(hadoop));
    Broadcast<HashSet<String>> sharedKnown = context.broadcast(new HashSet<>(known));
    try {
      IngestFiles task =
          new IngestFiles(
              sharedHadoop, sharedKnown, corpus, layout, samples, run.parts().toString(), bytes);
      List<List<CorpusFiles.Found>> batches = batches(files, context.defaultParallelism());
      return context.parallelize(batches, batches.size()).map(task::run).collect().stream()
          .flatMap(List::stream)
          .toList();
    } finally {
      sharedHadoop.destroy();
      sharedKnown.destroy();
    }
  }

  /**
   * Files that a task reads, the largest first: few enough that all cores have work to the end, and
   * no more tasks than that, for starting one takes as long as reading a short recording.
   */
  private static List<List<CorpusFiles.Found>> batches(
      List<CorpusFiles.Found> files, int parallelism) {
    long all = files.stream().mapToLong(CorpusFiles.Found::bytes).sum();
    long batchBytes = Math.min(MOST_BATCH_BYTES, all / ((long) TASKS_A_CORE * parallelism));
    return grouped(
        files.stream().sorted(Comparator.comparingLong(CorpusFiles.Found::bytes).reversed()),
        batchBytes);
  }

  /** Halves a unit whose job fails, until the file that fails stands alone. */
  private void afterFailure(List<CorpusFiles.Found> files, Exception failure) throws IOException {
    if (files.size() == 1) {
      add(
          List.of(
              Quarantine.Entry.ofIngest(
                  IngestFiles.sourceOf(files.get(0), spark.sparkContext().hadoopConfiguration()),
                  null,
                  PoisonedUnit.reason(failure))));
      return;
    }
    int half = files.size() / 2;
    commit(files.subList(0, half));
    commit(files.subList(half, files.size()));
  }

  private void add(List<Quarantine.Entry> entries) throws IOException {
    quarantine.add(entries);
    quarantined.addAll(entries);
  }

  /** Commits what is not in the table yet; looks again where another driver was faster. */
  private void append(List<IngestFiles.Outcome> written, Staging.Run run) throws IOException {
    while (true) {
      Set<String> taken = new HashSet<>(known);
      List<IngestFiles.Outcome> fresh =
          written.stream()
              .filter(outcome -> taken.add(outcome.recordingId()))
              .sorted(Comparator.comparing(IngestFiles.Outcome::recordingId))
              .toList();
      Optional<DataFile> file =
          new MergeParts(spark, List.of())
              .merge(table, run, fresh.stream().map(IngestFiles.Outcome::rows).toList());
      try {
        if (file.isPresent()) {
          snapshot = table.append(file.get(), snapshot);
        }
        fresh.forEach(outcome -> known.add(outcome.recordingId()));
        done.addAll(fresh);
        passedOver += written.size() - fresh.size();
        return;
      } catch (TableChangedException e) {
        look();
      }
    }
  }

  private void look() {
    snapshot = table.snapshot();
    snapshot
        .rows()
        .ifPresent(
            rows -> {
              BadInputException.check(
                  List.of(rows.columns()).contains("recording_id"),
                  "%s holds files without a column recording_id: it is not a table of this job;"
                      + " choose another folder",
                  table.name());
              known.addAll(
                  rows.select(col("recording_id"))
                      .distinct()
                      .as(Encoders.STRING())
                      .collectAsList());
            });
  }

  private Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    done.forEach(
        outcome -> outcome.counts().forEach((name, count) -> sums.merge(name, count, Long::sum)));
    return sums;
  }

  /** What was done. */
  Ingest.Result result() {
    return new Ingest.Result(
        done.size(),
        passedOver,
        done.stream().mapToLong(IngestFiles.Outcome::segments).sum(),
        done.stream().mapToDouble(IngestFiles.Outcome::seconds).sum(),
        done.stream().mapToLong(IngestFiles.Outcome::bytes).sum(),
        List.copyOf(losses),
        counts(),
        List.copyOf(quarantined));
  }
}
