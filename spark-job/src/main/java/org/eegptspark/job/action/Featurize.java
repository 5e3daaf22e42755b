package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.eegptspark.job.report.Progress;
import org.eegptspark.job.table.EmbeddingsTable;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.signal.ArtifactThreshold;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;
import org.eegptspark.udf.SharedModels;
import org.eegptspark.udf.SharedWeights;

/**
 * Turns a recordings table into an embeddings table.
 *
 * <p>Segments carry what their windows need, so no data moves between tasks; weights go to an
 * executor once and one engine serves all its tasks. A recording whose embeddings by the same model
 * and signal steps are in the output already is passed over. Recordings are committed in units;
 * what cannot be encoded is put in the output's quarantine and does not stop the rest.
 */
public final class Featurize {
  private static final long FILE_BYTES = 256L << 20;
  private static final long FEWEST_WINDOWS = 2000;

  private final SparkSession spark;
  private String input;
  private String output;
  private SharedWeights weights;
  private SignalProfile profile = SignalProfile.DEFAULT;
  private WindowGrid grid = WindowGrid.DEFAULT;
  private ArtifactThreshold artifacts; // null for no marks
  private String engine = "auto";
  private Precision precision = Precision.FP32;
  private TokenOutput tokenOutput = TokenOutput.ALL;
  private int batch; // 0 for what suits the engine
  private long windowsAUnit; // 0 for what fills a file
  private boolean overwrite;
  private TableFormat format = TableFormat.parquet;
  private Selection selection = Selection.ALL;
  private boolean retry;
  private Progress progress = Progress.silent();

  /**
   * An action on a session. It reads and writes through a session of its own on the same context,
   * so the caller's settings stay as they are.
   */
  public Featurize(SparkSession spark) {
    this.spark = spark.newSession();
  }

  /** The recordings table. */
  public Featurize input(String table) {
    this.input = table;
    return this;
  }

  /** The embeddings table; made where it does not exist, added to where it does. */
  public Featurize output(String table) {
    this.output = table;
    return this;
  }

  /**
   * The model to run. It is put in a file for executors at once: the checkpoint stays the caller's,
   * and may be closed as soon as this returns.
   */
  public Featurize checkpoint(Checkpoint model) {
    this.weights = SharedWeights.of(model);
    return this;
  }

  /** The signal steps before the model. */
  public Featurize profile(SignalProfile steps) {
    this.profile = steps;
    return this;
  }

  /** Where windows lie. */
  public Featurize grid(WindowGrid windows) {
    this.grid = windows;
    return this;
  }

  /** Marks windows of a larger amplitude in the column {@code artifact}; none is left out. */
  public Featurize artifacts(ArtifactThreshold threshold) {
    this.artifacts = threshold;
    return this;
  }

  /** The engine by name, and the arithmetic asked of it. */
  public Featurize engine(String name, Precision arithmetic) {
    this.engine = name;
    this.precision = arithmetic;
    return this;
  }

  /** What of the tokens is kept. */
  public Featurize tokens(TokenOutput kept) {
    this.tokenOutput = kept;
    return this;
  }

  /** Patches that go through the engine at once, at most; as many as suit it, unless set. */
  public Featurize batch(int patches) {
    BadInputException.check(patches > 0, "--batch must be positive, but was %s", patches);
    this.batch = patches;
    return this;
  }

  /** About how many windows are committed together; a recording is never parted. */
  public Featurize commitEvery(long windows) {
    BadInputException.check(windows > 0, "--commit-every must be positive, but was %s", windows);
    this.windowsAUnit = windows;
    return this;
  }

  /** The format of the embeddings table. */
  public Featurize format(TableFormat output) {
    this.format = output;
    return this;
  }

  /** The recordings to do; all, unless set. */
  public Featurize select(Selection recordings) {
    this.selection = recordings;
    return this;
  }

  /**
   * Whether what the output holds is removed first: everything, or, of selected recordings, their
   * rows by this model and these signal steps.
   */
  public Featurize overwrite(boolean replace) {
    this.overwrite = replace;
    return this;
  }

  /**
   * Whether recordings that are in quarantine for this model and these signal steps are done again;
   * the entries of those that succeed are removed.
   */
  public Featurize retryQuarantined(boolean again) {
    this.retry = again;
    return this;
  }

  /** What is told how far the work is. */
  public Featurize progress(Progress bar) {
    this.progress = bar;
    return this;
  }

  /**
   * What a run did.
   *
   * @param recordings featurized
   * @param done recordings passed over, for the output holds their embeddings
   * @param passedOver recordings passed over, for they were put in quarantine before
   * @param windows rows written
   * @param patches that the engine encoded; windows that overlap share them
   * @param tooShort recordings with no whole window
   * @param quarantined what could not be encoded
   * @param modelId hash of configuration and weights
   * @param signalId hash of the signal steps and the grid
   */
  public record Result(
      int recordings,
      int done,
      int passedOver,
      long windows,
      long patches,
      List<String> tooShort,
      List<Quarantine.Entry> quarantined,
      String modelId,
      String signalId) {}

  /**
   * Does it.
   *
   * @throws BadInputException where the input is no recordings table, or the model and the options
   *     do not go together
   */
  public Result execute() {
    ModelRun run =
        new ModelRun(
            weights,
            new EngineOptions(engine, precision, threadsATask()).withBatch(batch),
            profile,
            grid,
            artifacts,
            tokenOutput);
    run.check();
    try {
      return write(run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      SharedModels.closeIdle();
    }
  }

  private int threadsATask() {
    return spark.sparkContext().conf().getInt("spark.task.cpus", 1);
  }

  private Result write(ModelRun run) throws IOException {
    Table embeddings = Tables.open(spark, output, format);
    SparkSession ofSegments = spark.newSession();
    Table recordings = Tables.find(ofSegments, input);
    Dataset<Row> segments =
        recordings
            .snapshot()
            .rowsWithFile()
            .orElseThrow(
                () ->
                    new BadInputException(
                        "No recordings table at %s; make one with 'eegpt ingest --input FOLDER"
                            + " --output %s'",
                        input, input));
    SegmentRows.select(segments, input);
    if (overwrite) {
      removeOld(embeddings, run);
    }
    Quarantine quarantine = new Quarantine(spark, embeddings);
    List<Quarantine.Entry> before = quarantined(quarantine, run);
    if (retry) {
      removePartsOf(before, embeddings, run);
    }
    Table.Snapshot snapshot = embeddings.snapshot();
    FeaturizePlan plan =
        FeaturizePlan.of(
            segments,
            new FeaturizePlan.Known(
                selection, doneRecordings(snapshot, run), retry ? Set.of() : wholes(before)),
            profile.montage(),
            grid);
    embeddings.prepare(EmbeddingsTable.SCHEMA);
    Staging staging = new Staging(embeddings.folder(), spark.sparkContext().hadoopConfiguration());
    staging.sweep(Staging.DEAD_AFTER);
    LongAccumulator windows = spark.sparkContext().longAccumulator("eegpt.windows");
    UnitCommits commits =
        new UnitCommits(
            spark,
            embeddings,
            snapshot,
            run,
            staging,
            new EncodeUnit(ofSegments, recordings, run, staging, windows));
    progress.watch(
        spark,
        new Progress.Work("featurize", "windows", 1, plan.windows()),
        windows,
        () -> {
          commitAll(commits, plan.units(windowsAUnit(run)));
          return null;
        });
    List<Quarantine.Entry> refused =
        plan.refused().stream()
            .map(r -> run.failure(r.recordingId(), r.source(), null, r.reason()))
            .toList();
    quarantine.add(refused);
    List<Quarantine.Entry> quarantined = new ArrayList<>(refused);
    quarantined.addAll(commits.quarantined());
    if (retry) {
      quarantine.remove(succeeded(before, quarantined));
    }
    List<String> tooShort =
        plan.recordings().stream()
            .filter(item -> item.windows() == 0)
            .map(FeaturizePlan.Item::source)
            .toList();
    return new Result(
        plan.recordings().size(),
        plan.done(),
        plan.passedOver(),
        commits.windows(),
        commits.patches(),
        tooShort,
        quarantined,
        weights.modelId(),
        run.signalId());
  }

  private static void commitAll(UnitCommits commits, List<FeaturizePlan.Unit> units) {
    try {
      for (FeaturizePlan.Unit unit : units) {
        commits.commit(unit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long windowsAUnit(ModelRun run) {
    long filling = FILE_BYTES / (run.tokenFloats() * (long) Float.BYTES);
    return windowsAUnit > 0 ? windowsAUnit : Math.max(FEWEST_WINDOWS, filling);
  }

  private void removeOld(Table embeddings, ModelRun run) throws IOException {
    Table.Snapshot snapshot = embeddings.snapshot();
    if (selection.isAll()) {
      embeddings.remove(Optional.empty());
      return;
    }
    Optional<Dataset<Row>> rows = UnitCommits.done(snapshot, run);
    if (rows.isEmpty()) {
      return;
    }
    Object[] selected =
        rows.get().select("recording_id", "source").distinct().collectAsList().stream()
            .filter(row -> selection.matches(row.getString(0), row.getString(1)))
            .map(row -> row.getString(0))
            .distinct()
            .toArray();
    if (selected.length > 0) {
      embeddings.remove(Optional.of(rowsOf(selected, run)));
    }
  }

  /** Entries of the selected recordings for this model and these signal steps. */
  private List<Quarantine.Entry> quarantined(Quarantine quarantine, ModelRun run) {
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

  /** A recording that lacks segments is done anew as a whole. */
  private static void removePartsOf(List<Quarantine.Entry> entries, Table embeddings, ModelRun run)
      throws IOException {
    Object[] ids =
        entries.stream()
            .filter(entry -> entry.segment() != null)
            .map(Quarantine.Entry::recordingId)
            .distinct()
            .toArray();
    if (ids.length > 0) {
      embeddings.remove(Optional.of(rowsOf(ids, run)));
    }
  }

  private static List<Quarantine.Entry> succeeded(
      List<Quarantine.Entry> before, List<Quarantine.Entry> again) {
    Set<String> failed =
        again.stream().map(Quarantine.Entry::recordingId).collect(Collectors.toSet());
    return before.stream().filter(entry -> !failed.contains(entry.recordingId())).toList();
  }

  private static Column rowsOf(Object[] ids, ModelRun run) {
    return col("recording_id")
        .isin(ids)
        .and(col("model_id").equalTo(run.weights().modelId()))
        .and(col("signal_id").equalTo(run.signalId()));
  }

  private Set<String> doneRecordings(Table.Snapshot snapshot, ModelRun run) {
    Optional<Dataset<Row>> table = snapshot.rows();
    if (table.isEmpty()) {
      return Set.of();
    }
    List<String> columns = List.of(table.get().columns());
    BadInputException.check(
        columns.containsAll(List.of("recording_id", "model_id", "signal_id", "tokens")),
        "%s holds another kind of table; choose another --output, or --overwrite",
        output);
    Dataset<Row> same = UnitCommits.done(snapshot, run).orElseThrow();
    List<Row> sizes = same.selectExpr("size(tokens)").limit(1).collectAsList();
    int expected = run.tokenFloats();
    BadInputException.check(
        sizes.isEmpty() || sizes.get(0).getInt(0) == expected,
        "%s holds rows of this model with %s floats a window, but --pool asks for %s; choose another"
            + " --output, or --overwrite",
        output,
        sizes.isEmpty() ? 0 : sizes.get(0).getInt(0),
        expected);
    return UnitCommits.recordings(same);
  }
}
