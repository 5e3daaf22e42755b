package org.eegptspark.job.table;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.RecordingFacts;
import org.eegptspark.model.recording.SampleStorage;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.model.recording.SignalGroup;

/** Rows of a recordings table, read back as segments. */
public final class SegmentRows {
  private static final List<String> COLUMNS =
      List.of(
          "recording_id",
          "source",
          "subject",
          "session",
          "started_at",
          "sampling_rate_hz",
          "channels",
          "segment",
          "first_sample",
          "n_samples",
          "halo_before",
          "halo_after",
          "run_first_sample",
          "run_n_samples",
          "encoding",
          "gain",
          "offset",
          "samples",
          "annotations");

  /** Columns that tables of earlier versions lack: null there. */
  private static final List<String> ADDED =
      List.of("bad_channels", "channel_statistics", "details");

  private SegmentRows() {}

  /**
   * A table's columns in the order that {@link #of} reads.
   *
   * @throws BadInputException where one is absent: this is no recordings table
   */
  public static Dataset<Row> select(Dataset<Row> table, String name) {
    List<String> present = Arrays.asList(table.columns());
    List<String> absent = COLUMNS.stream().filter(column -> !present.contains(column)).toList();
    BadInputException.check(
        absent.isEmpty(),
        "%s is not a recordings table: it has no column %s; make one with 'eegpt ingest'",
        name,
        String.join(", ", absent));
    Dataset<Row> whole = table;
    for (String column : ADDED) {
      if (!present.contains(column)) {
        DataType type = RecordingsTable.SCHEMA.apply(column).dataType();
        whole = whole.withColumn(column, functions.lit(null).cast(type));
      }
    }
    return whole.select(columns().toArray(new Column[0]));
  }

  /** The columns of {@link #select}. */
  public static List<Column> columns() {
    return Stream.concat(COLUMNS.stream(), ADDED.stream()).map(functions::col).toList();
  }

  /**
   * The segment in a row of {@link #select}, however its samples are stored.
   *
   * @throws BadInputException where the row is damaged, or of an encoding that is not known
   */
  public static Segment of(Row row) {
    String name = "Segment " + row.getInt(7) + " of " + row.getString(1);
    int samples = row.getInt(9) + row.getInt(10) + row.getInt(11);
    SampleStorage.Stored stored = new SampleStorage.Stored(row.getString(14), row.getAs(17));
    int channels = row.getList(6).size();
    return new Segment(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        startedAt(row.get(4)),
        row.getDouble(5),
        row.getList(6),
        row.getInt(7),
        row.getLong(8),
        row.getInt(9),
        row.getInt(10),
        row.getInt(11),
        new SignalGroup.Run(row.getLong(12), row.getLong(13)),
        SampleStorage.encoding(stored.encoding(), name),
        doubles(row.getList(15)),
        doubles(row.getList(16)),
        SampleStorage.restore(stored, channels, samples, name),
        annotations(row.getList(18)),
        new RecordingFacts(
            row.isNullAt(19) ? List.of() : row.getList(19),
            row.isNullAt(20) ? List.of() : statistics(row.getList(20)),
            row.isNullAt(21) ? Map.of() : details(row.getList(21))));
  }

  /** The statistics in a cell of {@code channel_statistics}. */
  public static List<ChannelStatistics> statistics(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                new ChannelStatistics(
                    row.getDouble(0),
                    row.getDouble(1),
                    row.getDouble(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    row.getDouble(5)))
        .toList();
  }

  private static Map<String, String> details(List<Row> rows) {
    Map<String, String> details = new HashMap<>();
    rows.forEach(row -> details.put(row.getString(0), row.getString(1)));
    return details;
  }

  private static LocalDateTime startedAt(Object value) {
    if (value instanceof java.sql.Timestamp timestamp) {
      value = timestamp.toInstant();
    }
    return value instanceof Instant instant
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : (LocalDateTime) value;
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Annotation> annotations(List<Row> rows) {
    List<Annotation> annotations = new ArrayList<>();
    for (Row row : rows) {
      annotations.add(new Annotation(row.getDouble(0), row.getDouble(1), row.getString(2)));
    }
    return annotations;
  }
}
