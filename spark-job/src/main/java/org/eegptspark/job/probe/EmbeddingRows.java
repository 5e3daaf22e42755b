package org.eegptspark.job.probe;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.eegptspark.job.table.SessionNeeds;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;

/**
 * An embeddings table as a probe reads it. Of columns it needs {@code recording_id}, {@code window}
 * and {@code tokens}; so tables that others wrote will do.
 */
public final class EmbeddingRows {
  /** Rows that Spark's reader of Parquet decodes at once: of large windows few fit. */
  private static final int READER_ROWS = 64;

  private static final long PARTITION_BYTES = 64L << 20;

  private final SparkSession spark;
  private final String name;
  private final Dataset<Row> rows;
  private final Origin origin;
  private final Shape shape;

  /**
   * Where the tokens come from.
   *
   * @param modelId hash of the model; null where the table has none
   * @param signalId hash of the signal steps; null likewise
   * @param weights what the model's weights are; null likewise
   */
  public record Origin(String modelId, String signalId, String weights) {}

  /**
   * What a window's tokens are.
   *
   * @param patches N; 1 where tokens are means over patches
   * @param patchWidth S*D
   * @param isPooled whether tokens are means over patches
   */
  public record Shape(int patches, int patchWidth, boolean isPooled) implements Serializable {}

  private EmbeddingRows(SparkSession spark, String name, Dataset<Row> rows) {
    this.spark = spark;
    this.name = name;
    this.rows = rows;
    this.origin = findOrigin();
    this.shape = findShape();
  }

  /**
   * Opens a table.
   *
   * @throws BadInputException where there is none, or its rows are of several models or signal
   *     steps and none is chosen
   */
  static EmbeddingRows open(SparkSession session, String name, RowChoice choice) {
    SparkSession spark = SessionNeeds.newSession(session);
    spark.conf().set("spark.sql.parquet.columnarReaderBatchSize", READER_ROWS);
    Dataset<Row> table =
        Tables.rows(spark, name, "make one with 'eegpt featurize --output " + name + "'");
    List<String> columns = List.of(table.columns());
    for (String needed : List.of("recording_id", "window", "tokens")) {
      check(
          columns.contains(needed),
          "%s is no embeddings table: it has no column %s, but %s",
          name,
          needed,
          columns);
    }
    Dataset<Row> chosen = table;
    for (Map.Entry<String, Optional<String>> id :
        Map.of("model_id", choice.modelId(), "signal_id", choice.signalId()).entrySet()) {
      if (id.getValue().isPresent()) {
        check(columns.contains(id.getKey()), "%s has no column %s", name, id.getKey());
        chosen = chosen.where(col(id.getKey()).startsWith(id.getValue().get()));
      }
    }
    if (choice.where().isPresent()) {
      chosen = where(chosen, choice.where().get());
    }
    return new EmbeddingRows(spark, name, chosen);
  }

  private static Dataset<Row> where(Dataset<Row> rows, String condition) {
    try {
      return rows.where(condition);
    } catch (Exception e) {
      if (e instanceof AnalysisException) { // which Spark throws without declaring it
        throw new BadInputException(
            e,
            "--where '%s': %s",
            condition,
            e.getMessage().strip().lines().findFirst().orElse(""));
      }
      throw e;
    }
  }

  Origin origin() {
    return origin;
  }

  Shape shape() {
    return shape;
  }

  private Origin findOrigin() {
    List<Row> kinds =
        rows.select(orNull("model_id"), orNull("signal_id"), orNull("weights"))
            .distinct()
            .collectAsList();
    check(!kinds.isEmpty(), "%s has no rows that match --model-id, --signal-id, --where", name);
    checkOne(kinds, 0, "models", "--model-id");
    checkOne(kinds, 1, "kinds of signal steps", "--signal-id");
    Row first = kinds.get(0);
    return new Origin(first.getString(0), first.getString(1), first.getString(2));
  }

  private void checkOne(List<Row> kinds, int column, String what, String option) {
    List<String> found =
        kinds.stream().map(row -> String.valueOf(row.get(column))).distinct().sorted().toList();
    check(
        found.size() == 1,
        "%s holds rows of %s %s; choose one with %s: %s",
        name,
        found.size(),
        what,
        option,
        found);
  }

  private Shape findShape() {
    Row first =
        rows.select(
                size(col("tokens")), orNull("n_patches").cast("int"),
                orNull("embed_num").cast("int"), orNull("embed_dim").cast("int"))
            .first();
    int floats = first.getInt(0);
    check(floats > 0, "%s has a window without tokens", name);
    if (first.isNullAt(1)) { // a table that others wrote: one row of features a window
      return new Shape(1, floats, false);
    }
    int patches = first.getInt(1);
    int width = first.isNullAt(2) || first.isNullAt(3) ? 0 : first.getInt(2) * first.getInt(3);
    if (floats == width) {
      return new Shape(1, width, patches > 1);
    }
    check(
        floats % patches == 0 && (width == 0 || floats == patches * width),
        "%s has %s tokens a window, but n_patches %s and embed_num x embed_dim %s",
        name,
        floats,
        patches,
        width);
    return new Shape(patches, floats / patches, false);
  }

  private Column orNull(String column) {
    return List.of(rows.columns()).contains(column)
        ? col(column)
        : lit(null).cast(DataTypes.StringType).as(column);
  }

  /**
   * The windows, without tokens.
   *
   * @param label column of their labels
   * @param group what they are split by, as {@link SplitChoice} has it
   * @throws BadInputException where there is no such column
   */
  List<WindowRow> windows(String label, String group) {
    String groupColumn = group.equals("recording") ? "recording_id" : group;
    for (String needed : List.of(label, groupColumn)) {
      check(
          List.of(rows.columns()).contains(needed),
          "%s has no column %s; it has %s",
          name,
          needed,
          Stream.of(rows.columns()).collect(Collectors.joining(", ")));
    }
    Iterator<Row> found =
        rows.select(
                col("recording_id").cast("string"),
                col("window").cast("long"),
                orNull("source").cast("string"),
                orNull("subject").cast("string"),
                orNull("session").cast("string"),
                orNull("start_s").cast("double"),
                orNull("duration_s").cast("double"),
                col(label).cast("string"),
                col(groupColumn).cast("string"))
            .toLocalIterator();
    Interned names = new Interned();
    List<WindowRow> windows = new ArrayList<>();
    while (found.hasNext()) {
      Row row = found.next();
      check(
          !row.isNullAt(0) && !row.isNullAt(1),
          "%s has a row without recording_id or window",
          name);
      windows.add(window(row, group, names));
    }
    return windows;
  }

  private static WindowRow window(Row row, String group, Interned names) {
    String id = names.of(row.getString(0));
    String subject = names.of(row.getString(3));
    String session = names.of(row.getString(4));
    String groupName =
        switch (group) {
          case "window" -> id + "#" + row.getLong(1);
          case "recording" -> row.isNullAt(2) ? id : names.of(row.getString(2));
          // The same code may stand for a session of each subject.
          case "session" ->
              session == null
                  ? null
                  : names.of(subject == null ? session : subject + "/" + session);
          default -> names.of(row.getString(8));
        };
    return new WindowRow(
        id,
        row.getLong(1),
        names.of(row.getString(2)),
        subject,
        session,
        row.isNullAt(5) ? Double.NaN : row.getDouble(5),
        row.isNullAt(6) ? Double.NaN : row.getDouble(6),
        names.of(row.getString(7)),
        null,
        groupName);
  }

  /** Each text once: a million rows say few things. */
  private static final class Interned {
    private final Map<String, String> known = new HashMap<>();

    String of(String text) {
      return text == null ? null : known.computeIfAbsent(text, same -> same);
    }
  }

  /**
   * The features of labelled windows, computed where the table is read.
   *
   * @param labelled in order of recording and window
   * @throws BadInputException where these tokens have no such features
   */
  JavaRDD<FeatureRow> features(List<WindowRow> labelled, FeatureKind kind) {
    check(
        !shape.isPooled() || kind == FeatureKind.MEAN,
        "%s holds means over patches alone; ask for --features mean, or featurize without --pool",
        name);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<RowIndex> index = context.broadcast(new RowIndex(labelled));
    JavaRDD<FeatureRow> features =
        rows.select(
                col("recording_id").cast("string"),
                col("window").cast("long"),
                col("tokens").cast("array<float>"))
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(new ReadFeatures(index, kind, shape, name));
    long bytes = (long) labelled.size() * kind.width(shape.patches(), shape.patchWidth()) * 4;
    int enough = (int) Math.max(1, bytes / PARTITION_BYTES);
    return features.getNumPartitions() > enough ? features.coalesce(enough) : features;
  }
}
