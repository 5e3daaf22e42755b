package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.job.table.SessionNeeds;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;

/**
 * The tables of a run: where it reads, where it writes, and what of it is in there already.
 *
 * @param sessionOfRecordings a session of the recordings table's own
 */
record FeaturizeTables(
    SparkSession sessionOfRecordings,
    Table recordings,
    Table embeddings,
    Quarantine quarantine,
    ModelRun run,
    Selection selection) {

  /**
   * A plan and what it was made with.
   *
   * @param segments snapshot of the recordings table
   * @param snapshot of the embeddings table
   * @param quarantinedBefore entries of the selected recordings for this model and these steps
   */
  record Planned(
      FeaturizePlan plan,
      Table.Snapshot segments,
      Table.Snapshot snapshot,
      List<Quarantine.Entry> quarantinedBefore) {}

  /** Opens them by their names; the embeddings table need not exist. */
  static FeaturizeTables open(
      SparkSession spark,
      String input,
      String output,
      TableFormat format,
      ModelRun run,
      Selection selection) {
    SparkSession ofRecordings = SessionNeeds.newSession(spark);
    Table embeddings = Tables.open(spark, output, format);
    return new FeaturizeTables(
        ofRecordings,
        Tables.find(ofRecordings, input),
        embeddings,
        new Quarantine(spark, embeddings),
        run,
        selection);
  }

  /**
   * Finds what is left to do.
   *
   * @param anew whether what the table holds counts for nothing
   * @param retry whether what is in quarantine is done again
   * @throws BadInputException where there is no recordings table, or the output is another kind of
   *     table
   */
  Planned plan(boolean anew, boolean retry) {
    Table.Snapshot now = recordings.snapshot();
    Dataset<Row> segments =
        now.rowsWithFile()
            .orElseThrow(
                () ->
                    new BadInputException(
                        "No recordings table at %s; make one with 'eegpt ingest --input FOLDER"
                            + " --output %s'",
                        recordings.name(), recordings.name()));
    SegmentRows.select(segments, recordings.name());
    List<Quarantine.Entry> before = quarantined();
    Table.Snapshot snapshot = embeddings.snapshot();
    FeaturizePlan.Known known =
        new FeaturizePlan.Known(
            selection,
            anew ? Set.of() : doneRecordings(snapshot),
            anew || retry ? Set.of() : wholes(before));
    return new Planned(
        FeaturizePlan.of(segments, known, run.profile().montage(), run.grid()),
        now,
        snapshot,
        before);
  }

  private Set<String> doneRecordings(Table.Snapshot snapshot) {
    Optional<Dataset<Row>> table = snapshot.rows();
    if (table.isEmpty()) {
      return Set.of();
    }
    List<String> columns = List.of(table.get().columns());
    BadInputException.check(
        columns.containsAll(List.of("recording_id", "model_id", "signal_id", "tokens")),
        "%s holds another kind of table; choose another --output, or --overwrite",
        embeddings.name());
    Dataset<Row> same = UnitCommits.done(snapshot, run).orElseThrow();
    List<Row> sizes = same.selectExpr("size(tokens)").limit(1).collectAsList();
    int expected = run.tokenFloats();
    BadInputException.check(
        sizes.isEmpty() || sizes.get(0).getInt(0) == expected,
        "%s holds rows of this model with %s floats a window, but --pool asks for %s; choose another"
            + " --output, or --overwrite",
        embeddings.name(),
        sizes.isEmpty() ? 0 : sizes.get(0).getInt(0),
        expected);
    checkProbe(same, columns);
    return UnitCommits.recordings(same);
  }

  /** Rows that were written without this probe's predictions cannot be passed over silently. */
  private void checkProbe(Dataset<Row> same, List<String> columns) {
    if (run.probe() == null) {
      return;
    }
    Dataset<Row> others =
        columns.contains("probe_id")
            ? same.where(not(col("probe_id").eqNullSafe(run.probeId())))
            : same;
    BadInputException.check(
        others.isEmpty(),
        "%s holds rows of this model without this probe's predictions; choose another --output, or"
            + " --overwrite",
        embeddings.name());
  }

  /** Entries of the selected recordings for this model and these signal steps. */
  private List<Quarantine.Entry> quarantined() {
    return quarantine.entries().stream()
        .filter(entry -> entry.recordingId() != null)
        .filter(entry -> run.weights().modelId().equals(entry.modelId()))
        .filter(entry -> run.signalId().equals(entry.signalId()))
        .filter(entry -> selection.matches(entry.recordingId(), entry.source()))
        .toList();
  }

  /** Recordings of which nothing could be encoded. */
  private static Set<String> wholes(List<Quarantine.Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.segment() == null)
        .map(Quarantine.Entry::recordingId)
        .collect(Collectors.toSet());
  }

  /**
   * Removes all rows, or those of the selected recordings by this model and these steps.
   *
   * @throws IOException where that fails
   */
  void removeOld() throws IOException {
    if (selection.isAll()) {
      embeddings.remove(Optional.empty());
      return;
    }
    Optional<Dataset<Row>> rows = UnitCommits.done(embeddings.snapshot(), run);
    if (rows.isPresent()) {
      removeRowsOf(
          rows.get().select("recording_id", "source").distinct().collectAsList().stream()
              .filter(row -> selection.matches(row.getString(0), row.getString(1)))
              .map(row -> row.getString(0))
              .distinct()
              .toArray());
    }
  }

  /**
   * Removes the rows of recordings that lack segments: they are done anew as a whole.
   *
   * @throws IOException where that fails
   */
  void removePartsOfQuarantined() throws IOException {
    removeRowsOf(
        quarantined().stream()
            .filter(entry -> entry.segment() != null)
            .map(Quarantine.Entry::recordingId)
            .distinct()
            .toArray());
  }

  private void removeRowsOf(Object[] ids) throws IOException {
    if (ids.length > 0) {
      Column rows =
          col("recording_id")
              .isin(ids)
              .and(col("model_id").equalTo(run.weights().modelId()))
              .and(col("signal_id").equalTo(run.signalId()));
      embeddings.remove(Optional.of(rows));
    }
  }
}
