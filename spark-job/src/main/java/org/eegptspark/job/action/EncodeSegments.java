package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.try_divide;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.eegptspark.job.table.EmbeddingsTable;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.udf.BatchLimits;
import org.eegptspark.udf.NullArguments;
import org.eegptspark.udf.Signature;
import org.eegptspark.udf.VectorizedContext;
import org.eegptspark.udf.VectorizedFunction;
import org.eegptspark.udf.VectorizedUdf;
import org.eegptspark.udf.VectorizedUdfs;

/**
 * From rows of segments to rows of windows: a function of a segment's columns that gives its
 * windows, one segment in memory at a time.
 *
 * <p>A segment of so many windows that their tokens would not fit is done in pieces.
 *
 * @param run the model and how it is run
 * @param rates of the recordings to do; rows of others, or of other signals, give no window
 * @param windowsAPiece windows of a segment that are done at once
 * @param windows counts those encoded
 * @param patches counts those encoded
 * @param failures hears what could not be encoded; such a segment gives no window
 */
record EncodeSegments(
    ModelRun run,
    HashMap<String, Double> rates,
    int windowsAPiece,
    LongAccumulator windows,
    LongAccumulator patches,
    CollectionAccumulator<Quarantine.Entry> failures)
    implements VectorizedUdf {
  private static final int PIECE_FLOATS = 1 << 23; // 32 MiB: 256 windows of the large model
  private static final String PIECE = "piece";

  /** As many windows a piece as have tokens that fit. */
  static int windowsAPiece(ModelRun run) {
    return Math.max(1, PIECE_FLOATS / run.encodedFloats());
  }

  /**
   * The embeddings of segments.
   *
   * @param spark the session to register with
   * @param segments of {@link SegmentRows#select}
   * @return rows of {@link EmbeddingsTable}
   */
  Dataset<Row> embeddings(SparkSession spark, Dataset<Row> segments) {
    List<Column> arguments = new ArrayList<>(SegmentRows.columns());
    arguments.add(col(PIECE));
    Column windowsOfPiece =
        VectorizedUdfs.register(spark, this).apply(arguments.toArray(new Column[0]));
    List<Column> kept =
        Stream.of("recording_id", "source", "subject", "session").map(c -> col(c)).toList();
    return segments
        .withColumn(PIECE, explode(sequence(lit(0), pieces())))
        .select(with(kept, windowsOfPiece.as("windows")))
        .select(with(kept, explode(col("windows")).as("w")))
        .select(with(kept, columns()))
        .select(EmbeddingsTable.columns());
  }

  private static Column[] with(List<Column> kept, Column... more) {
    return Stream.concat(kept.stream(), Stream.of(more)).toArray(Column[]::new);
  }

  /** The last piece of a segment that can have a window. */
  private Column pieces() {
    Column modelSamples =
        try_divide(
            col("n_samples").multiply((double) EegptConfig.SAMPLING_RATE_HZ),
            col("sampling_rate_hz"));
    Column most = ceil(coalesce(modelSamples, lit(0.0)).divide(run.grid().hopSamples()));
    return most.divide(windowsAPiece).cast("int");
  }

  /** What a window's row has beside its recording's. */
  private Column[] columns() {
    EegptConfig config = run.weights().config();
    double rate = EegptConfig.SAMPLING_RATE_HZ;
    Column first = col("w.window").multiply((long) run.grid().hopSamples());
    return new Column[] {
      col("w.window"),
      first.as("first_sample"),
      lit(run.grid().windowSamples()).as("n_samples"),
      first.divide(rate).as("start_s"),
      lit(run.grid().windowSamples() / rate).as("duration_s"),
      col("w.label"),
      col("w.tokens"),
      lit(config.patches(run.grid().windowSamples())).as("n_patches"),
      lit(config.embedNum()).as("embed_num"),
      lit(config.embedDim()).as("embed_dim"),
      lit(run.weights().modelId()).as("model_id"),
      lit(run.signalId()).as("signal_id"),
      lit(run.engine().precision().key()).as("precision"),
      lit(run.weights().description()).as("weights"),
      col("w.artifact"),
      col("w.logits"),
      col("w.prediction"),
      lit(run.probeId()).cast("string").as("probe_id")
    };
  }

  @Override
  public String name() {
    return "eegpt_segment";
  }

  @Override
  public Signature bind(List<DataType> given) {
    return new Signature(given, WindowsVector.TYPE);
  }

  @Override
  public VectorizedFunction open(VectorizedContext context) {
    return new SegmentTask(this, context);
  }

  /** It counts: computed once a row, where it stands. */
  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public NullArguments nullArguments() {
    return NullArguments.ARE_PASSED;
  }

  @Override
  public BatchLimits limits() {
    return new BatchLimits(1, Long.MAX_VALUE);
  }
}
