package org.eegptspark.udf;

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;

/**
 * The model that a session's settings ask for.
 *
 * @param weights with every executor
 * @param engine on as many threads as a task has cores
 * @param pooled whether a call that does not say gives means over patches
 */
public record EegptSettings(SharedWeights weights, EngineOptions engine, boolean pooled)
    implements Serializable {

  /**
   * Reads the settings and, where that has not been done, the weights.
   *
   * @param own settings that count before the session's
   * @throws BadInputException where one is missing or cannot be used
   */
  public static EegptSettings of(SparkSession session, Map<String, String> own) {
    String weights = setting(session, own, EegptFunctions.WEIGHTS, "");
    BadInputException.check(
        !weights.isEmpty(),
        "%s is not set: SET %s=W, where W is a safetensors file, a model-hub folder,"
            + " hf://owner/repo, demo or synthetic:NAME",
        EegptFunctions.WEIGHTS,
        EegptFunctions.WEIGHTS);
    EngineOptions engine =
        new EngineOptions(
                setting(session, own, EegptFunctions.ENGINE, "auto"),
                Precision.of(setting(session, own, EegptFunctions.PRECISION, "fp32")),
                session.sparkContext().conf().getInt("spark.task.cpus", 1))
            .withCores(ExecutorCores.of(session.sparkContext()))
            .withBatch(batch(setting(session, own, EegptFunctions.BATCH, "0")));
    EncoderEngines.check(engine);
    boolean pooled = WindowOptions.pooled(setting(session, own, EegptFunctions.POOL, "none"));
    return new EegptSettings(NamedWeights.share(session, weights), engine, pooled);
  }

  EegptSettings withPooled(boolean on) {
    return new EegptSettings(weights, engine, on);
  }

  private static String setting(
      SparkSession session, Map<String, String> own, String key, String otherwise) {
    String value = own.get(key);
    return (value == null ? session.conf().get(key, otherwise) : value).strip();
  }

  private static int batch(String setting) {
    BadInputException.check(
        setting.matches("\\d{1,9}"),
        "%s takes a number of patches, but was '%s'",
        EegptFunctions.BATCH,
        setting);
    return Integer.parseInt(setting);
  }
}
