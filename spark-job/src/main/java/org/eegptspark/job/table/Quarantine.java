package org.eegptspark.job.table;

import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The quarantine table: what could not be read or encoded, and why. It lies inside the table that
 * the input was meant for, in {@code _quarantine}, where readers of the table pass over it.
 */
public final class Quarantine {
  /** Name of its folder inside a table's. */
  public static final String FOLDER = "_quarantine";

  private static final StructType SCHEMA =
      new StructType()
          .add("source", DataTypes.StringType, false)
          .add("recording_id", DataTypes.StringType)
          .add("segment", DataTypes.IntegerType)
          .add("step", DataTypes.StringType, false)
          .add("reason", DataTypes.StringType, false)
          .add("quarantined_at", DataTypes.TimestampType, false);

  private Quarantine() {}

  /**
   * One thing that was left out.
   *
   * @param source the recording's path or URI
   * @param recordingId null where the file could not be read far enough to tell
   * @param segment null for a whole recording
   * @param step "ingest" or "featurize"
   * @param reason one line: what, where, what to do
   */
  public record Entry(
      String source, String recordingId, Integer segment, String step, String reason)
      implements Serializable {}

  /** Where the quarantine of a table is. */
  public static String pathOf(String table) {
    return table + "/" + FOLDER;
  }

  /** Appends entries to a table's quarantine; does nothing where there are none. */
  public static void append(SparkSession spark, String table, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Timestamp now = Timestamp.from(Instant.now());
    List<Row> rows =
        entries.stream()
            .map(e -> RowFactory.create(e.source, e.recordingId, e.segment, e.step, e.reason, now))
            .toList();
    spark
        .createDataFrame(rows, SCHEMA)
        .coalesce(1)
        .write()
        .mode(SaveMode.Append)
        .parquet(pathOf(table));
  }
}
