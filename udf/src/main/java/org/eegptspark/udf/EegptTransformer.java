package org.eegptspark.udf;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.udf.catalyst.SessionRules;

/**
 * EEGPT as a stage of a Spark ML pipeline: adds a column of windows' embeddings, those of {@code
 * eegpt_embed}, for the estimators after it.
 *
 * <pre>{@code
 * new Pipeline().setStages(new PipelineStage[] {
 *   new EegptTransformer().setWeights("hf://owner/repo").setPool("patches").setOutputCol("features"),
 *   new LogisticRegression()
 * })
 * }</pre>
 *
 * <p>What is not set of {@code weights}, {@code engine}, {@code precision} and {@code pool} is as
 * the session's settings ({@link EegptFunctions}) say when a query begins to execute: set what a
 * saved pipeline has to keep. A saved stage names its weights and does not hold them.
 */
public final class EegptTransformer extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;
  private static final String VECTOR = "vector";
  private static final String ARRAY = "array";

  private final String uid;
  private final Param<String> samplesCol;
  private final Param<String> channelsCol;
  private final StringArrayParam channels;
  private final Param<String> samplingRateCol;
  private final DoubleParam samplingRate;
  private final Param<String> outputCol;
  private final Param<String> outputType;
  private final Param<String> pool;
  private final Param<String> weights;
  private final Param<String> engine;
  private final Param<String> precision;
  private final StringArrayParam options;

  public EegptTransformer() {
    this(Identifiable.randomUID("eegpt"));
  }

  /** A stage of a given identity, as a saved one has. */
  public EegptTransformer(String uid) {
    this.uid = uid;
    samplesCol = new Param<>(this, "samplesCol", "column of windows' samples (default: samples)");
    channelsCol = new Param<>(this, "channelsCol", "column of channel names (default: channels)");
    channels = new StringArrayParam(this, "channels", "channel names of all windows");
    samplingRateCol = new Param<>(this, "samplingRateCol", "column of sampling rates in Hz");
    samplingRate = new DoubleParam(this, "samplingRate", "Hz, of all windows (default: 256)");
    outputCol = new Param<>(this, "outputCol", "column to add (default: embedding)");
    outputType = new Param<>(this, "outputType", "vector (default), or array of float");
    pool = new Param<>(this, "pool", "none, or patches for their mean");
    weights = new Param<>(this, "weights", "file, folder, hf://owner/repo, demo, synthetic:NAME");
    engine = new Param<>(this, "engine", "auto, cuda, onednn or nd4j");
    precision = new Param<>(this, "precision", "fp32, tf32 or bf16");
    options = new StringArrayParam(this, "options", "options of eegpt_embed, each NAME=VALUE");
    setDefault(samplesCol, "samples");
    setDefault(channelsCol, "channels");
    setDefault(samplingRate, 256.0);
    setDefault(outputCol, "embedding");
    setDefault(outputType, VECTOR);
  }

  /** Reads what {@link #write} wrote. */
  public static MLReader<EegptTransformer> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a stage that was saved to a path. */
  public static EegptTransformer load(String path) {
    return read().load(path);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> windows) {
    transformSchema(windows.schema());
    Map<String, String> ofCall = optionMap();
    List<Column> arguments = new ArrayList<>();
    arguments.add(windows.col(getSamplesCol()));
    arguments.add(
        isSet(channels)
            ? functions.array(literals(Arrays.asList(getChannels())))
            : windows.col(getOrDefault(channelsCol)));
    arguments.add(
        isSet(samplingRateCol)
            ? windows.col(getOrDefault(samplingRateCol))
            : functions.lit(getOrDefault(samplingRate)));
    if (!ofCall.isEmpty()) {
      List<String> entries = new ArrayList<>();
      new TreeMap<>(ofCall).forEach((name, value) -> entries.addAll(List.of(name, value)));
      arguments.add(functions.map(literals(entries)));
    }
    Column tokens =
        SessionRules.call(
            (org.apache.spark.sql.classic.SparkSession) windows.sparkSession(),
            function(),
            arguments.toArray(Column[]::new));
    boolean vector = getOutputType().equals(VECTOR);
    return windows.withColumn(
        getOutputCol(), vector ? org.apache.spark.ml.functions.array_to_vector(tokens) : tokens);
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.eegptspark.model.BadInputException where a column is missing or of another type, or
   *     the output's is there
   */
  @Override
  public StructType transformSchema(StructType schema) {
    check(
        getOutputType().equals(VECTOR) || getOutputType().equals(ARRAY),
        "outputType is %s or %s, but was '%s'",
        VECTOR,
        ARRAY,
        getOutputType());
    check(
        !Arrays.asList(schema.fieldNames()).contains(getOutputCol()),
        "There is a column '%s' already; set outputCol to another name",
        getOutputCol());
    WindowOptions.of(optionMap());
    DataType samples = type(schema, samplesCol);
    EegptFunction.of(TokenForm.FLAT)
        .bind(List.of(samples, DataTypes.NullType, DataTypes.DoubleType));
    if (!isSet(channels)) {
      DataType names = type(schema, channelsCol);
      check(
          names.sameType(DataTypes.createArrayType(DataTypes.StringType)),
          "Column '%s' (channelsCol) must be array<string>, but is %s; or set channels",
          getOrDefault(channelsCol),
          names.sql());
    }
    if (isSet(samplingRateCol)) {
      DataType rate = type(schema, samplingRateCol);
      check(
          rate instanceof org.apache.spark.sql.types.NumericType,
          "Column '%s' (samplingRateCol) must be a number, but is %s",
          getOrDefault(samplingRateCol),
          rate.sql());
    }
    return schema.add(
        getOutputCol(),
        getOutputType().equals(VECTOR)
            ? SQLDataTypes.VectorType()
            : EegptFunction.of(TokenForm.FLAT).resultType());
  }

  private DataType type(StructType schema, Param<String> column) {
    String name = getOrDefault(column);
    for (StructField field : schema.fields()) {
      if (field.name().equals(name)) {
        return field.dataType();
      }
    }
    check(
        false,
        "There is no column '%s' (%s) among %s",
        name,
        column.name(),
        Arrays.toString(schema.fieldNames()));
    return null;
  }

  private EegptFunction function() {
    Map<String, String> own = new HashMap<>();
    Map.of(
            weights, EegptFunctions.WEIGHTS,
            engine, EegptFunctions.ENGINE,
            precision, EegptFunctions.PRECISION,
            pool, EegptFunctions.POOL)
        .forEach(
            (param, setting) -> {
              if (isSet(param)) {
                own.put(setting, getOrDefault(param));
              }
            });
    return EegptFunction.of(TokenForm.FLAT).with(own);
  }

  private Map<String, String> optionMap() {
    Map<String, String> named = new HashMap<>();
    for (String option : isSet(options) ? getOrDefault(options) : new String[0]) {
      int equals = option.indexOf('=');
      check(equals > 0, "An option is NAME=VALUE, but was '%s'", option);
      named.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return named;
  }

  private static Column[] literals(List<String> values) {
    return values.stream().map(functions::lit).toArray(Column[]::new);
  }

  @Override
  public EegptTransformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public String uid() {
    return uid;
  }

  // Spark finds params by their methods' names.

  public Param<String> samplesCol() {
    return samplesCol;
  }

  public Param<String> channelsCol() {
    return channelsCol;
  }

  public StringArrayParam channels() {
    return channels;
  }

  public Param<String> samplingRateCol() {
    return samplingRateCol;
  }

  public DoubleParam samplingRate() {
    return samplingRate;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public Param<String> outputType() {
    return outputType;
  }

  public Param<String> pool() {
    return pool;
  }

  public Param<String> weights() {
    return weights;
  }

  public Param<String> engine() {
    return engine;
  }

  public Param<String> precision() {
    return precision;
  }

  public StringArrayParam options() {
    return options;
  }

  public String getSamplesCol() {
    return getOrDefault(samplesCol);
  }

  public String[] getChannels() {
    return getOrDefault(channels);
  }

  public String getOutputCol() {
    return getOrDefault(outputCol);
  }

  public String getOutputType() {
    return getOrDefault(outputType);
  }

  /** Windows' samples, in any form that {@code eegpt_embed} takes. */
  public EegptTransformer setSamplesCol(String column) {
    return with(samplesCol, column);
  }

  /** Each window's channel names; {@link #setChannels} counts before it. */
  public EegptTransformer setChannelsCol(String column) {
    return with(channelsCol, column);
  }

  /** The channel names of all windows. */
  public EegptTransformer setChannels(String... names) {
    return with(channels, names);
  }

  /** Each window's rate in Hz; counts before {@link #setSamplingRate}. */
  public EegptTransformer setSamplingRateCol(String column) {
    return with(samplingRateCol, column);
  }

  /** The rate of all windows in Hz. */
  public EegptTransformer setSamplingRate(double hz) {
    return with(samplingRate, hz);
  }

  public EegptTransformer setOutputCol(String column) {
    return with(outputCol, column);
  }

  /** {@code vector}, as MLlib takes, or {@code array} of float. */
  public EegptTransformer setOutputType(String type) {
    return with(outputType, type);
  }

  /** {@code none}, or {@code patches} for a window's mean over them. */
  public EegptTransformer setPool(String value) {
    return with(pool, value);
  }

  /** As {@code --weights} of the commands. */
  public EegptTransformer setWeights(String value) {
    return with(weights, value);
  }

  public EegptTransformer setEngine(String value) {
    return with(engine, value);
  }

  public EegptTransformer setPrecision(String value) {
    return with(precision, value);
  }

  /** Options of {@code eegpt_embed}: the samples' unit, montage, filters and so on. */
  public EegptTransformer setOptions(Map<String, String> values) {
    return with(
        options,
        new TreeMap<>(values)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new));
  }

  private <T> EegptTransformer with(Param<T> param, T value) {
    set(param, value);
    return this;
  }
}
