package org.eegptspark.job.action;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.eegptspark.job.report.Progress;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.job.report.UnitWatch;
import org.eegptspark.job.table.EmbeddingsTable;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SessionNeeds;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.probe.TrainedProbe;
import org.eegptspark.model.signal.ArtifactThreshold;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;
import org.eegptspark.udf.ExecutorCores;
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
  private TrainedProbe probe; // null for no predictions
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
    this.spark = SessionNeeds.newSession(spark);
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

  /** Has a probe predict from each window's tokens, for {@code logits} and {@code prediction}. */
  public Featurize probe(TrainedProbe trained) {
    this.probe = trained;
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
    try {
      return write(checkedRun());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      SharedModels.closeIdle();
    }
  }

  private ModelRun checkedRun() {
    ModelRun run =
        new ModelRun(
            weights,
            new EngineOptions(engine, precision, threadsATask())
                .withCores(ExecutorCores.of(spark.sparkContext()))
                .withBatch(batch),
            profile,
            grid,
            artifacts,
            tokenOutput,
            probe);
    run.check();
    return run;
  }

  private int threadsATask() {
    return spark.sparkContext().conf().getInt("spark.task.cpus", 1);
  }

  /**
   * What tells a run's rows from those of others.
   *
   * @param modelId hash of configuration and weights
   * @param signalId hash of the signal steps and the grid
   */
  record Ids(String modelId, String signalId) {}

  /** The ids that rows would have. */
  Ids ids() {
    return new Ids(weights.modelId(), checkedRun().signalId());
  }

  /**
   * What {@link #execute} would do, with nothing written or removed.
   *
   * @param recordings to featurize
   * @param done recordings that would be passed over, for the output holds their embeddings
   * @param passedOver recordings that would be passed over, for they are in quarantine
   * @param refused recordings that lack channels of the montage
   * @param windows about how many there would be
   * @param units that they would be committed in
   */
  public record Plan(
      int recordings, int done, int passedOver, int refused, long windows, int units) {}

  /**
   * Says what there is to do.
   *
   * @throws BadInputException as {@link #execute} does
   */
  public Plan plan() {
    ModelRun run = checkedRun();
    FeaturizePlan plan = tables(run).plan(overwrite, retry).plan();
    return new Plan(
        plan.recordings().size(),
        plan.done(),
        plan.passedOver(),
        plan.refused().size(),
        plan.windows(),
        plan.units(windowsAUnit(run)).size());
  }

  private FeaturizeTables tables(ModelRun run) {
    return FeaturizeTables.open(spark, input, output, format, run, selection);
  }

  private Result write(ModelRun run) throws IOException {
    RunWatch.step(spark, "plan", "eegpt featurize: plan");
    FeaturizeTables tables = tables(run);
    if (overwrite) {
      tables.removeOld();
    }
    if (retry) {
      tables.removePartsOfQuarantined();
    }
    FeaturizeTables.Planned planned = tables.plan(false, retry);
    FeaturizePlan plan = planned.plan();
    tables.embeddings().prepare(EmbeddingsTable.SCHEMA);
    Staging staging =
        new Staging(tables.embeddings().folder(), spark.sparkContext().hadoopConfiguration());
    staging.sweep(Staging.DEAD_AFTER);
    LongAccumulator windows = spark.sparkContext().longAccumulator("eegpt.windows");
    EncodeUnit encoder =
        new EncodeUnit(
            tables.sessionOfRecordings(),
            planned.segments(),
            tables.recordings().name(),
            run,
            staging,
            windows);
    try (UnitCommits commits =
        new UnitCommits(spark, tables.embeddings(), planned.snapshot(), run, staging, encoder)) {
      progress.watch(
          spark,
          new Progress.Work("featurize", "windows", 1, plan.windows()),
          windows,
          () -> {
            commitAll(commits, plan.units(windowsAUnit(run)));
            return null;
          });
      return account(run, tables, planned, commits);
    }
  }

  private Result account(
      ModelRun run, FeaturizeTables tables, FeaturizeTables.Planned planned, UnitCommits commits)
      throws IOException {
    FeaturizePlan plan = planned.plan();
    List<Quarantine.Entry> quarantined = new ArrayList<>(refused(plan, run));
    tables.quarantine().add(quarantined);
    quarantined.addAll(commits.quarantined());
    if (retry) {
      tables.quarantine().remove(succeeded(planned.quarantinedBefore(), quarantined));
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

  private static List<Quarantine.Entry> refused(FeaturizePlan plan, ModelRun run) {
    return plan.refused().stream()
        .map(r -> run.failure(r.recordingId(), r.source(), null, r.reason()))
        .toList();
  }

  private static List<Quarantine.Entry> succeeded(
      List<Quarantine.Entry> before, List<Quarantine.Entry> again) {
    Set<String> failed =
        again.stream().map(Quarantine.Entry::recordingId).collect(Collectors.toSet());
    return before.stream().filter(entry -> !failed.contains(entry.recordingId())).toList();
  }

  private void commitAll(UnitCommits commits, List<FeaturizePlan.Unit> units) {
    int begun = 0;
    try {
      for (int i = 0; i < units.size(); i++) {
        for (; begun < Math.min(i + 2, units.size()); begun++) {
          commits.begin(units.get(begun), description(begun, units.size()));
        }
        RunWatch.step(spark, "commit", description(i, units.size()));
        UnitWatch watch = new UnitWatch("featurize", i + 1, units.size());
        long windowsBefore = commits.windows();
        int quarantinedBefore = commits.quarantined().size();
        commits.commit(units.get(i));
        watch.done(
            units.get(i).recordings().size(),
            "windows",
            commits.windows() - windowsBefore,
            commits.quarantined().size() - quarantinedBefore);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String description(int unit, int units) {
    return "eegpt featurize: unit " + (unit + 1) + "/" + units;
  }

  private long windowsAUnit(ModelRun run) {
    long filling = FILE_BYTES / (run.tokenFloats() * (long) Float.BYTES);
    return windowsAUnit > 0 ? windowsAUnit : Math.max(FEWEST_WINDOWS, filling);
  }
}
