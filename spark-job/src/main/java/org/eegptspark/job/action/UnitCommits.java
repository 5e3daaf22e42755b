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
final class UnitCommits {
  private final SparkSession spark;
  private final Table embeddings;
  private final Quarantine quarantine;
  private final ModelRun run;
  private final Staging staging;
  private final EncodeUnit encoder;
  private final List<Quarantine.Entry> quarantined = new ArrayList<>();
  private Table.Snapshot snapshot;
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
    this.encoder = encoder;
  }

  /** Windows committed. */
  long windows() {
    return windows;
  }

  /** Patches encoded for them. */
  long patches() {
    return patches;
  }

  /** What was put in quarantine. */
  List<Quarantine.Entry> quarantined() {
    return quarantined;
  }

  /**
   * Encodes and commits a unit, or what other drivers leave of it.
   *
   * @throws IOException where the table or its staging cannot be written
   */
  void commit(FeaturizePlan.Unit unit) throws IOException {
    FeaturizePlan.Unit left = unit;
    while (!left.recordings().isEmpty()) {
      Staging.Run parts;
      try {
        parts = staged(left);
      } catch (Exception failure) {
        PoisonedUnit.check(failure);
        left = afterFailure(left, failure);
        continue;
      }
      EncodeUnit.Account account = staging.account(parts, EncodeUnit.Account.class);
      add(account.failures());
      Set<String> committed = append(left, parts);
      staging.discard(parts);
      if (committed.isEmpty()) {
        patches += account.patches();
        return;
      }
      left = left.without(committed);
    }
  }

  private Staging.Run staged(FeaturizePlan.Unit unit) throws IOException {
    Optional<Staging.Run> earlier = staging.complete(encoder.key(unit));
    return earlier.isPresent() ? earlier.get() : encoder.encode(unit);
  }

  /**
   * Halves a unit whose job fails, until what fails stands alone.
   *
   * @return what is left to do of it
   */
  private FeaturizePlan.Unit afterFailure(FeaturizePlan.Unit unit, Exception failure)
      throws IOException {
    snapshot = embeddings.snapshot();
    FeaturizePlan.Unit left = unit.without(doneOf(unit));
    if (left.recordings().size() < unit.recordings().size()) {
      return left; // another driver did it, and may have taken its staged parts
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

  /**
   * Commits parts.
   *
   * @return recordings of the unit that another driver has committed: nothing was then
   */
  private Set<String> append(FeaturizePlan.Unit unit, Staging.Run parts) throws IOException {
    Optional<DataFile> file =
        new MergeParts(spark, EmbeddingsTable.KEY).merge(embeddings, parts, staging.parts(parts));
    if (file.isEmpty()) {
      return Set.of();
    }
    while (true) {
      try {
        snapshot = embeddings.append(file.get(), snapshot);
        windows += file.get().rows();
        return Set.of();
      } catch (TableChangedException e) {
        snapshot = embeddings.snapshot();
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
