package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.EmbeddingsTable;
import org.eegptspark.job.table.MergeParts;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableChangedException;

/**
 * Brings units of recordings into the embeddings table, each in one commit, whatever else happens
 * to the table or to this driver.
 *
 * <p>Where another driver has committed meanwhile, recordings that it has done are taken out of the
 * unit, and what then is missing of it is done again.
 */
final class UnitCommits implements AutoCloseable {
  private final SparkSession spark;
  private final Table embeddings;
  private final Quarantine quarantine;
  private final ModelRun run;
  private final Staging staging;
  private final UnitsAhead ahead;
  private final List<Quarantine.Entry> quarantined = new ArrayList<>();
  private Table.Snapshot snapshot;
  private boolean othersCommit;
  private long windows;
  private long patches;
  private int recordings;

  /**
   * Into a table.
   *
   * @param snapshot of the table that the units were planned with
   */
  UnitCommits(
      SparkSession spark,
      Table embeddings,
      Table.Snapshot snapshot,
      ModelRun run,
      Staging staging,
      EncodeUnit encoder) {
    this.spark = spark;
    this.embeddings = embeddings;
    this.snapshot = snapshot;
    this.quarantine = new Quarantine(spark, embeddings);
    this.run = run;
    this.staging = staging;
    this.ahead = new UnitsAhead(encoder, staging);
  }

  /** Windows committed. */
  long windows() {
    return windows;
  }

  /** Patches encoded for them. */
  long patches() {
    return patches;
  }

  /** Cancels what was begun and not committed. */
  @Override
  public void close() {
    ahead.close();
  }

  /** What was put in quarantine. */
  List<Quarantine.Entry> quarantined() {
    return quarantined;
  }

  /** Has a unit that is to be committed soon encoded meanwhile. */
  void begin(FeaturizePlan.Unit unit, String description) {
    ahead.begin(unit, leftAsFarAsKnown(unit), description);
  }

  /**
   * Encodes a unit, unless that was begun, and commits it, or what other drivers leave of it.
   *
   * @throws IOException where the table or its staging cannot be written
   */
  void commit(FeaturizePlan.Unit unit) throws IOException {
    FeaturizePlan.Unit left = leftAsFarAsKnown(unit);
    if (left.recordings().isEmpty()) {
      ahead.forget(unit);
    }
    boolean takeOver = true;
    while (!left.recordings().isEmpty()) {
      UnitsAhead.Staged staged;
      try {
        staged = ahead.take(unit, left, takeOver);
      } catch (Exception failure) {
        PoisonedUnit.check(failure);
        left = afterFailure(left, failure);
        continue;
      }
      try {
        left = left.without(commit(left, staged.parts()));
      } catch (Exception failure) {
        // Another driver may have taken these parts over, and be done with them.
        FeaturizePlan.Unit before = left;
        left = leftOf(left);
        if (left.recordings().size() == before.recordings().size() && !staged.ofEarlierDriver()) {
          throw failure;
        }
        takeOver = false;
      }
    }
  }

  /**
   * What is known of the table since the plan was made holds for the unit it was asked for alone.
   */
  private FeaturizePlan.Unit leftAsFarAsKnown(FeaturizePlan.Unit unit) {
    return othersCommit ? leftOf(unit) : unit;
  }

  /** What is not in the table of a unit, as it is now. */
  private FeaturizePlan.Unit leftOf(FeaturizePlan.Unit unit) {
    look();
    return unit.without(doneOf(unit));
  }

  private void look() {
    snapshot = embeddings.snapshot();
    othersCommit = true;
  }

  /**
   * Commits parts.
   *
   * @return recordings that are done then: all, or those that another driver has committed, where
   *     nothing was added
   */
  private Set<String> commit(FeaturizePlan.Unit unit, Staging.Run parts) throws IOException {
    EncodeUnit.Account account = staging.account(parts, EncodeUnit.Account.class);
    add(account.failures());
    Staging.Run merging = staging.begin(parts.unit());
    Optional<DataFile> file =
        new MergeParts(spark, EmbeddingsTable.KEY)
            .mergeFiles(embeddings, merging, staging.parts(parts));
    Set<String> done = file.isPresent() ? append(unit, file.get()) : Set.copyOf(unit.ids());
    staging.discard(merging);
    staging.discard(parts);
    if (done.size() == unit.recordings().size()) {
      patches += account.patches();
    }
    return done;
  }

  /**
   * Halves a unit whose job fails, until what fails stands alone.
   *
   * @return what is left to do of it
   */
  private FeaturizePlan.Unit afterFailure(FeaturizePlan.Unit unit, Exception failure)
      throws IOException {
    FeaturizePlan.Unit left = leftOf(unit);
    if (left.recordings().size() < unit.recordings().size()) {
      return left;
    }
    if (unit.recordings().size() == 1) {
      FeaturizePlan.Item item = unit.recordings().get(0);
      add(
          List.of(
              run.failure(item.recordingId(), item.source(), null, PoisonedUnit.reason(failure))));
    } else {
      for (FeaturizePlan.Unit half : unit.halves()) {
        commit(half);
      }
    }
    return new FeaturizePlan.Unit(List.of());
  }

  private void add(List<Quarantine.Entry> entries) throws IOException {
    quarantine.add(entries);
    quarantined.addAll(entries);
  }

  private Set<String> append(FeaturizePlan.Unit unit, DataFile file) throws IOException {
    while (true) {
      try {
        snapshot = embeddings.append(file, snapshot);
        windows += file.rows();
        return Set.copyOf(unit.ids());
      } catch (TableChangedException e) {
        look();
        Set<String> done = doneOf(unit);
        if (!done.isEmpty()) {
          return done;
        }
      }
    }
  }

  private Set<String> doneOf(FeaturizePlan.Unit unit) {
    Object[] ids = unit.ids().toArray();
    return done(snapshot, run)
        .map(rows -> rows.where(col("recording_id").isin(ids)))
        .map(UnitCommits::recordings)
        .orElse(Set.of());
  }

  /** The rows of a table by a model and signal steps. */
  static Optional<Dataset<Row>> done(Table.Snapshot snapshot, ModelRun run) {
    return snapshot
        .rows()
        .map(
            rows ->
                rows.where(
                    col("model_id")
                        .equalTo(run.weights().modelId())
                        .and(col("signal_id").equalTo(run.signalId()))));
  }

  /** The recordings of rows. */
  static Set<String> recordings(Dataset<Row> rows) {
    return new HashSet<>(
        rows.select("recording_id").distinct().as(Encoders.STRING()).collectAsList());
  }
}
