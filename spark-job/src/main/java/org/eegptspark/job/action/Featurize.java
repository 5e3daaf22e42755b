package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.eegptspark.job.report.Progress;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.job.report.UnitWatch;
import org.eegptspark.job.table.ParquetTable;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
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
  private final SparkSession spark;
  private String input;
  private String output;
  private SharedWeights weights;
  private SignalProfile profile = SignalProfile.DEFAULT;
  private WindowGrid grid = WindowGrid.DEFAULT;
  private String engine = "auto";
  private Precision precision = Precision.FP32;
  private TokenOutput tokenOutput = TokenOutput.ALL;
  private int batch; // 0 for what suits the engine
  private long windowsAUnit = 100_000;
  private boolean overwrite;
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

  /** Whether what the output holds is replaced. */
  public Featurize overwrite(boolean replace) {
    this.overwrite = replace;
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
            tokenOutput);
    run.check();
    // A row holds a whole segment: many at once, as the vectorized reader has it, do not fit.
    spark.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
    RunWatch.step(spark, "plan", "eegpt featurize: plan");
    FeaturizePlan plan = plan(run);
    try {
      return write(plan, run);
    } finally {
      SharedModels.closeIdle();
    }
  }

  private int threadsATask() {
    return spark.sparkContext().conf().getInt("spark.task.cpus", 1);
  }

  private FeaturizePlan plan(ModelRun run) {
    var hadoop = spark.sparkContext().hadoopConfiguration();
    BadInputException.check(
        new ParquetTable(input, hadoop).exists(),
        "No recordings table at %s; make one with 'eegpt ingest --input FOLDER --output %s'",
        input,
        input);
    ParquetTable embeddings = new ParquetTable(output, hadoop);
    Set<String> done = overwrite || !embeddings.exists() ? Set.of() : doneRecordings(run);
    Dataset<Row> segments = spark.read().parquet(input);
    SegmentRows.select(segments, input);
    return FeaturizePlan.of(
        segments.withColumn("file", col("_metadata.file_path")), done, profile.montage(), grid);
  }

  private Set<String> doneRecordings(ModelRun run) {
    Dataset<Row> table = spark.read().parquet(output);
    List<String> columns = List.of(table.columns());
    BadInputException.check(
        columns.containsAll(List.of("recording_id", "model_id", "signal_id", "tokens")),
        "%s holds another kind of table; choose another --output, or --overwrite",
        output);
    Dataset<Row> same =
        table.where(
            col("model_id")
                .equalTo(weights.modelId())
                .and(col("signal_id").equalTo(run.signalId())));
    List<Row> sizes = same.selectExpr("size(tokens)").limit(1).collectAsList();
    int expected = run.tokenFloats();
    BadInputException.check(
        sizes.isEmpty() || sizes.get(0).getInt(0) == expected,
        "%s holds rows of this model with %s floats a window, but --pool asks for %s; choose another"
            + " --output, or --overwrite",
        output,
        sizes.isEmpty() ? 0 : sizes.get(0).getInt(0),
        expected);
    return same.select("recording_id").distinct().as(Encoders.STRING()).collectAsList().stream()
        .collect(Collectors.toSet());
  }

  private Result write(FeaturizePlan plan, ModelRun run) {
    LongAccumulator windows = spark.sparkContext().longAccumulator("eegpt.windows");
    LongAccumulator patches = spark.sparkContext().longAccumulator("eegpt.patches");
    CollectionAccumulator<Quarantine.Entry> failures =
        spark.sparkContext().collectionAccumulator("eegpt.failures");
    List<Quarantine.Entry> quarantined = new ArrayList<>(plan.refused());
    boolean[] replace = {overwrite};
    progress.watch(
        spark,
        new Progress.Work("featurize", "windows", 1, plan.windows()),
        windows,
        () -> {
          List<FeaturizePlan.Unit> units = plan.units(windowsAUnit);
          int number = 0;
          for (FeaturizePlan.Unit unit : units) {
            String place = ++number + "/" + units.size();
            RunWatch.step(spark, "encode", "eegpt featurize: unit " + place);
            UnitWatch watch = new UnitWatch("featurize", number, units.size());
            long windowsBefore = windows.value();
            failures.reset();
            HashMap<String, Double> rates = new HashMap<>();
            unit.recordings().forEach(r -> rates.put(r.recordingId(), r.samplingRateHz()));
            EncodeSegments encode =
                new EncodeSegments(
                    run, rates, EncodeSegments.windowsAPiece(run), windows, patches, failures);
            Dataset<Row> segments = SegmentRows.select(spark.read().parquet(unit.files()), input);
            encode
                .embeddings(spark, segments)
                .write()
                .mode(replace[0] ? SaveMode.Overwrite : SaveMode.Append)
                .option("compression", "zstd")
                .option("parquet.enable.dictionary#tokens.list.element", "false")
                .parquet(output);
            replace[0] = false;
            List<Quarantine.Entry> ofUnit = distinct(failures.value());
            Quarantine.append(spark, output, ofUnit);
            quarantined.addAll(ofUnit);
            watch.done(
                unit.recordings().size(),
                "windows",
                windows.value() - windowsBefore,
                ofUnit.size());
          }
          return null;
        });
    Quarantine.append(spark, output, plan.refused());
    List<String> tooShort =
        plan.recordings().stream()
            .filter(item -> item.windows() == 0)
            .map(FeaturizePlan.Item::source)
            .toList();
    return new Result(
        plan.recordings().size(),
        plan.done(),
        windows.value(),
        patches.value(),
        tooShort,
        quarantined,
        weights.modelId(),
        run.signalId());
  }

  /** A task that is done twice says the same twice: once is enough. */
  private static List<Quarantine.Entry> distinct(List<Quarantine.Entry> entries) {
    Map<String, Quarantine.Entry> byKey = new LinkedHashMap<>();
    for (Quarantine.Entry entry : entries) {
      byKey.putIfAbsent(entry.recordingId() + " " + entry.segment(), entry);
    }
    return List.copyOf(byKey.values());
  }
}
