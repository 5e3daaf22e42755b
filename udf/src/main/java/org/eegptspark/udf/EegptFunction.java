package org.eegptspark.udf;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.NullType;

/**
 * One of {@link EegptFunctions}.
 *
 * @param form of the result
 * @param own settings of this call, which count before the session's
 * @param settings null until a query begins to execute
 */
record EegptFunction(TokenForm form, Map<String, String> own, EegptSettings settings)
    implements VectorizedUdf {
  /** Rows given null for an error. */
  static final String FAILED_ROWS = "failedRows";

  /**
   * Some 4 s windows of 58 channels: enough to fill a GPU, and few enough that a task's copies of
   * them take little memory.
   */
  private static final BatchLimits LIMITS = new BatchLimits(256, 64L << 20);

  private static final int LEAST_ARGUMENTS = 3;
  private static final int MOST_ARGUMENTS = 4;

  static EegptFunction of(TokenForm form) {
    return new EegptFunction(form, Map.of(), null);
  }

  /** This function with settings of its own. */
  EegptFunction with(Map<String, String> settings) {
    return new EegptFunction(form, Map.copyOf(settings), null);
  }

  @Override
  public String name() {
    return form.function();
  }

  @Override
  public String usage() {
    return name()
        + "(samples, channels, sampling_rate[, options]) - EEGPT's summary tokens of a window, "
        + (form == TokenForm.FLAT ? "in one array" : "an array a patch")
        + "; the model is that of "
        + EegptFunctions.WEIGHTS;
  }

  @Override
  public Signature bind(List<DataType> given) {
    check(
        given.size() == LEAST_ARGUMENTS || given.size() == MOST_ARGUMENTS,
        "takes (samples, channels, sampling_rate[, options]), but was given %s arguments",
        given.size());
    List<DataType> taken = new ArrayList<>();
    taken.add(samples(given.get(0)));
    taken.add(DataTypes.createArrayType(DataTypes.StringType));
    taken.add(DataTypes.DoubleType);
    if (given.size() == MOST_ARGUMENTS) {
      taken.add(DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));
    }
    return new Signature(taken, form.type());
  }

  private static DataType samples(DataType given) {
    check(
        given instanceof ArrayType || given instanceof BinaryType || given instanceof NullType,
        "takes samples as an array of numbers, an array of such arrays, or binary, but was given"
            + " %s",
        given.sql());
    return given instanceof BinaryType ? given : DataTypes.createArrayType(elements(given));
  }

  private static DataType elements(DataType samples) {
    if (samples instanceof ArrayType array && array.elementType() instanceof ArrayType channel) {
      return DataTypes.createArrayType(number(channel.elementType()));
    }
    return samples instanceof ArrayType array ? number(array.elementType()) : DataTypes.FloatType;
  }

  private static DataType number(DataType element) {
    return element instanceof DoubleType ? element : DataTypes.FloatType;
  }

  /** The type of its result, whatever it is called with. */
  DataType resultType() {
    return form.type();
  }

  @Override
  public VectorizedUdf prepare(SparkSession session) {
    EegptSettings asked = EegptSettings.of(session, own);
    return new EegptFunction(
        form, own, form == TokenForm.PATCHES ? asked.withPooled(false) : asked);
  }

  @Override
  public VectorizedFunction open(VectorizedContext context) {
    return new EmbedWindows(form, settings, context);
  }

  @Override
  public BatchLimits limits() {
    return LIMITS;
  }

  @Override
  public Map<String, String> counters() {
    return Map.of(FAILED_ROWS, "rows given null for an error");
  }
}
