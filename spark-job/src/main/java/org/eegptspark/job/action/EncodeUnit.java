package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.eegptspark.job.table.Parts;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.Table;

/** Encodes units of recordings into staged parts, in any thread. */
final class EncodeUnit {
  /** Of the Spark jobs that run the model, of all that a unit takes. */
  static final String TAG = "eegpt-encode";

  private static final int KEY_DIGITS = 32;

  private final SparkSession spark;
  private final Table.Snapshot recordings;
  private final String name;
  private final ModelRun run;
  private final Staging staging;
  private final LongAccumulator windows;

  /**
   * Of a recordings table as it was when units were planned.
   *
   * @param spark a session of this work's own, which the table was found with: it is set so that
   *     each stretch of a file is a task, whose rows keep the file's order
   * @param name of the table
   * @param windows counts those encoded
   */
  EncodeUnit(
      SparkSession spark,
      Table.Snapshot recordings,
      String name,
      ModelRun run,
      Staging staging,
      LongAccumulator windows) {
    this.spark = spark;
    this.recordings = recordings;
    this.name = name;
    this.run = run;
    this.staging = staging;
    this.windows = windows;
    spark.conf().set("spark.sql.files.maxPartitionBytes", Table.SPLIT_BYTES);
    spark.conf().set("spark.sql.files.openCostInBytes", Table.SPLIT_BYTES);
    // A row holds a whole segment: many at once, as the vectorized reader has it, do not fit.
    spark.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
  }

  /**
   * What became of a unit beside its rows.
   *
   * @param patches encoded
   * @param failures what could not be encoded
   */
  record Account(long patches, List<Quarantine.Entry> failures) {}

  /** The session that it works in. */
  SparkSession spark() {
    return spark;
  }

  /** A unit's key: the same for the same rows. */
  String key(FeaturizePlan.Unit unit) {
    List<String> all = new ArrayList<>(unit.ids());
    all.add(run.weights().modelId());
    all.add(run.signalId());
    all.add(run.tokenOutput().toString());
    // Threads and batches change no bit.
    all.add(run.engine().engine() + " " + run.engine().precision().key());
    if (run.artifacts() != null) {
      all.add(run.artifacts().toString());
    }
    if (run.probe() != null) {
      all.add(run.probeId());
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, KEY_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  /**
   * Encodes a unit.
   *
   * @return its parts, complete and with an {@link Account}
   * @throws IOException where they cannot be written
   */
  Staging.Run encode(FeaturizePlan.Unit unit) throws IOException {
    SparkContext context = spark.sparkContext();
    LongAccumulator patches = context.longAccumulator("eegpt.patches");
    CollectionAccumulator<Quarantine.Entry> failures =
        context.collectionAccumulator("eegpt.failures");
    HashMap<String, Double> rates = new HashMap<>();
    unit.recordings().forEach(r -> rates.put(r.recordingId(), r.samplingRateHz()));
    EncodeSegments encode =
        new EncodeSegments(
            run, rates, EncodeSegments.windowsAPiece(run), windows, patches, failures);
    Dataset<Row> segments =
        SegmentRows.select(recordings.rowsOf(unit.files()), name)
            .where(col("recording_id").isin((Object[]) unit.ids().toArray(new String[0])));
    Staging.Run parts = staging.begin(key(unit));
    Dataset<Row> embeddings = embeddings(encode, segments);
    context.addJobTag(TAG);
    try {
      Parts.write(embeddings, parts);
    } finally {
      context.removeJobTag(TAG);
    }
    List<Quarantine.Entry> distinct = distinct(failures.value());
    Account account =
        new Account(
            patches.value(),
            distinct.isEmpty() ? distinct : wholeRecordings(distinct, withRows(parts)));
    staging.complete(parts, account);
    return parts;
  }

  /** Units may be encoded at once, and a session has one function of a name. */
  private synchronized Dataset<Row> embeddings(EncodeSegments encode, Dataset<Row> segments) {
    return encode.embeddings(spark, segments);
  }

  /** A task that is done twice says the same twice: once is enough. */
  private static List<Quarantine.Entry> distinct(List<Quarantine.Entry> entries) {
    Map<Quarantine.Entry, Quarantine.Entry> byKey = new LinkedHashMap<>();
    entries.forEach(entry -> byKey.putIfAbsent(entry.key(), entry));
    return List.copyOf(byKey.values());
  }

  private Set<String> withRows(Staging.Run parts) {
    return new LinkedHashSet<>(
        spark
            .read()
            .parquet(parts.parts().toString())
            .select("recording_id")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList());
  }

  /**
   * A recording of which no segment could be encoded has one entry as a whole: it would look as if
   * nobody had tried.
   */
  private List<Quarantine.Entry> wholeRecordings(
      List<Quarantine.Entry> entries, Set<String> withRows) {
    Map<String, Quarantine.Entry> whole = new LinkedHashMap<>();
    List<Quarantine.Entry> kept = new ArrayList<>();
    for (Quarantine.Entry entry : entries) {
      if (withRows.contains(entry.recordingId())) {
        kept.add(entry);
      } else {
        whole.putIfAbsent(
            entry.recordingId(),
            run.failure(entry.recordingId(), entry.source(), null, entry.reason()));
      }
    }
    kept.addAll(whole.values());
    return kept;
  }
}
