package org.eegptspark.udf;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * EEGPT in Spark SQL: {@code eegpt_embed} and {@code eegpt_patches}, over a table of windows that
 * need not come from this project.
 *
 * <pre>{@code
 * SET spark.eegpt.weights = hf://owner/repo;
 * SELECT id, eegpt_embed(samples, channels, sampling_rate) AS tokens FROM windows
 * }</pre>
 *
 * <p>Both take {@code (samples, channels, sampling_rate[, options])}:
 *
 * <ul>
 *   <li>samples of one window: {@code array<float>} or {@code array<double>} channel after channel,
 *       an array of such arrays, one a channel, or binary as the recordings table has it:
 *       channel-major, little-endian. Millivolts unless an option says otherwise;
 *   <li>channels: {@code array<string>}, a name each, as recordings spell them;
 *   <li>sampling rate in Hz: a number. Another than 256 is resampled, the window by itself;
 *   <li>options: {@code map<string,string>} of what {@link WindowOptions} names.
 * </ul>
 *
 * <p>{@code eegpt_embed} gives the window's summary tokens as {@code array<float>}, N*S*D
 * row-major, or S*D of their mean over patches; {@code eegpt_patches} as {@code
 * array<array<float>>}, N patches of S*D. A null argument gives null. What cannot be encoded fails
 * the query, and names the row.
 *
 * <p>The model is that of the session's settings when a query begins to execute ({@link #WEIGHTS}
 * and so on). The driver reads the weights once, executors fetch them from it and run one engine
 * each, or one a GPU.
 */
public final class EegptFunctions {
  /** Setting: which weights, as the commands' {@code --weights} takes them. Has to be set. */
  public static final String WEIGHTS = "spark.eegpt.weights";

  /** Setting: which engine; {@code auto} unless set. */
  public static final String ENGINE = "spark.eegpt.engine";

  /** Setting: its arithmetic; {@code fp32} unless set. */
  public static final String PRECISION = "spark.eegpt.precision";

  /** Setting: most patches that go through the engine at once; as many as suit it unless set. */
  public static final String BATCH = "spark.eegpt.batch";

  /** Setting: the option {@code pool} where a call has none; {@code none} unless set. */
  public static final String POOL = "spark.eegpt.pool";

  private EegptFunctions() {}

  /** The functions. */
  static List<VectorizedUdf> all() {
    return List.of(EegptFunction.of(TokenForm.FLAT), EegptFunction.of(TokenForm.PATCHES));
  }

  /**
   * Registers the functions in a session that runs. By configuration, for all sessions, {@code
   * spark.sql.extensions=org.eegptspark.udf.VectorizedUdfExtensions} does.
   */
  public static void register(SparkSession session) {
    all().forEach(udf -> VectorizedUdfs.register(session, udf));
  }
}
