package org.eegptspark.job.table;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The quarantine table: what could not be read or encoded, and why. It lies inside the table that
 * the input was meant for, in {@code _quarantine}, where readers of the table pass over it, and is
 * in the same format.
 */
public final class Quarantine {
  /** Name of its folder inside a table's. */
  public static final String FOLDER = "_quarantine";

  private static final StructType SCHEMA =
      new StructType()
          .add("source", DataTypes.StringType)
          .add("recording_id", DataTypes.StringType)
          .add("segment", DataTypes.IntegerType)
          .add("step", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("quarantined_at", DataTypes.TimestampType)
          .add("model_id", DataTypes.StringType)
          .add("signal_id", DataTypes.StringType);

  private final SparkSession spark;
  private final Table table;

  /** Of a table, which need not exist yet. */
  public Quarantine(SparkSession spark, Table of) {
    this.spark = spark;
    this.table = Tables.of(spark, nameOf(spark, of.name()), of.format());
  }

  /**
   * One thing that was left out. All but its reason is its key.
   *
   * @param source the recording's path or URI
   * @param recordingId null where the file could not be read far enough to tell
   * @param segment null for a whole recording
   * @param step "ingest" or "featurize"
   * @param reason one line: what, where, what to do
   * @param modelId null where no model was asked
   * @param signalId null where no signal steps were asked
   */
  public record Entry(
      String source,
      String recordingId,
      Integer segment,
      String step,
      String reason,
      String modelId,
      String signalId)
      implements Serializable {
    /** What could not be ingested. */
    public static Entry ofIngest(String source, String recordingId, String reason) {
      return new Entry(source, recordingId, null, "ingest", reason, null, null);
    }

    /** The same without its reason: what entries are told apart by. */
    public Entry key() {
      return new Entry(source, recordingId, segment, step, "", modelId, signalId);
    }
  }

  /** Where the quarantine of a table is: what a user would read. */
  public static String nameOf(SparkSession spark, String table) {
    return SessionNeeds.isInCatalog(spark, table) ? table + FOLDER : table + "/" + FOLDER;
  }

  /** All that is in it. */
  public List<Entry> entries() {
    if (!table.exists()) {
      return List.of();
    }
    table.prepare(SCHEMA);
    return entries(table.snapshot());
  }

  /**
   * Adds entries in one commit, but for those whose key is there already.
   *
   * @throws IOException where they cannot be written
   */
  public void add(List<Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    table.prepare(SCHEMA);
    Staging staging = new Staging(table.folder(), spark.sparkContext().hadoopConfiguration());
    while (true) {
      Table.Snapshot snapshot = table.snapshot();
      Set<Entry> known = entries(snapshot).stream().map(Entry::key).collect(Collectors.toSet());
      List<Entry> missing = entries.stream().filter(entry -> known.add(entry.key())).toList();
      if (missing.isEmpty()) {
        return;
      }
      Staging.Run run = staging.begin("entries");
      Parts.write(rows(missing), run);
      DataFile file =
          new MergeParts(spark, List.of()).mergeFiles(table, run, staging.parts(run)).orElseThrow();
      boolean added = true;
      try {
        table.append(file, snapshot);
      } catch (TableChangedException e) {
        added = false; // another run may have added the same
      }
      staging.discard(run);
      if (added) {
        return;
      }
    }
  }

  /**
   * Removes entries.
   *
   * @throws IOException where they cannot be removed
   */
  public void remove(List<Entry> entries) throws IOException {
    Optional<Column> any = entries.stream().map(Quarantine::is).reduce(Column::or);
    if (any.isPresent() && table.exists()) {
      table.prepare(SCHEMA);
      table.remove(any);
    }
  }

  private static Column is(Entry entry) {
    return col("source")
        .eqNullSafe(entry.source)
        .and(col("recording_id").eqNullSafe(entry.recordingId))
        .and(col("segment").eqNullSafe(entry.segment))
        .and(col("step").eqNullSafe(entry.step))
        .and(col("model_id").eqNullSafe(entry.modelId))
        .and(col("signal_id").eqNullSafe(entry.signalId));
  }

  private Dataset<Row> rows(List<Entry> entries) {
    Timestamp now = Timestamp.from(Instant.now());
    List<Row> rows =
        entries.stream()
            .map(
                e ->
                    RowFactory.create(
                        e.source,
                        e.recordingId,
                        e.segment,
                        e.step,
                        e.reason,
                        now,
                        e.modelId,
                        e.signalId))
            .toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static List<Entry> entries(Table.Snapshot snapshot) {
    return snapshot.rows().map(Dataset::collectAsList).orElse(List.of()).stream()
        .map(Quarantine::entry)
        .toList();
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.getAs("source"),
        row.getAs("recording_id"),
        row.getAs("segment"),
        row.getAs("step"),
        row.getAs("reason"),
        row.getAs("model_id"),
        row.getAs("signal_id"));
  }
}
