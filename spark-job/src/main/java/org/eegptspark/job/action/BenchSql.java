package org.eegptspark.job.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.udf.EegptFunctions;
import org.eegptspark.udf.SharedModels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Times {@code eegpt_embed} over a table of windows against the engine alone on the same windows
 * and cores, by turns.
 *
 * @param weights as the commands take them
 * @param channels of a window: the first electrodes that EEGPT knows
 * @param samples of a window at 256 Hz
 * @param options of the engine alone; SQL has as many tasks as it has threads, of one thread each
 * @param seconds that either takes in a round, about
 * @param rounds that both take turns
 */
public record BenchSql(
    String weights, int channels, int samples, EngineOptions options, double seconds, int rounds) {
  private static final double NANOS = 1e9;

  /** Windows of 4 s and 19 channels, the released model's size. */
  public static BenchSql of(EngineOptions options, double seconds, int rounds) {
    return new BenchSql("synthetic:large", 19, 1024, options, seconds, rounds);
  }

  /**
   * What was measured.
   *
   * @param windows in the table
   * @param engine windows a second by the engine alone, a round each
   * @param sql windows a second through SQL, a round each
   */
  public record Result(int windows, List<Double> engine, List<Double> sql) {
    /** What of the engine's speed SQL keeps: the median over rounds. */
    public double ratio() {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < sql.size(); round++) {
        ratios.add(sql.get(round) / engine.get(round));
      }
      return Bench.median(ratios);
    }
  }

  /**
   * Does it.
   *
   * @param spark a session with as many cores as the engine has threads
   */
  public Result execute(SparkSession spark) throws IOException {
    SparkSession session = spark.newSession();
    EegptFunctions.register(session);
    session.conf().set(EegptFunctions.WEIGHTS, weights);
    session.conf().set(EegptFunctions.ENGINE, options.engine());
    session.conf().set(EegptFunctions.PRECISION, options.precision().key());
    Path folder = Files.createTempDirectory("eegpt-bench");
    try (EegptModel model = EegptModel.load(weights, options)) {
      List<String> names = new BenchCase(model.config(), channels, samples).names();
      INDArray x = input(windows(model, names));
      int windows = Math.toIntExact(x.size(0));
      write(session, x, names, folder.resolve("windows").toString());
      throughSql(session, windows); // warms up
      List<Double> engine = new ArrayList<>();
      List<Double> sql = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        engine.add(alone(model, x, names));
        sql.add(throughSql(session, windows));
      }
      return new Result(windows, engine, sql);
    } finally {
      SharedModels.closeIdle();
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  /** As many as take the time, and are the same for each task. */
  private int windows(EegptModel model, List<String> names) {
    INDArray few = input(options.threads());
    alone(model, few, names); // warms up
    double aSecond = alone(model, few, names);
    int aTask = (int) Math.max(1, Math.ceil(aSecond * seconds / options.threads()));
    return aTask * options.threads();
  }

  private INDArray input(int windows) {
    return SyntheticWeights.uniform("input:bench", 1, 0, windows, channels, samples);
  }

  private void write(SparkSession session, INDArray x, List<String> names, String table) {
    float[] all = FloatArrays.values(x);
    int size = channels * samples;
    List<Row> rows = new ArrayList<>();
    for (int from = 0; from < all.length; from += size) {
      rows.add(RowFactory.create(Arrays.copyOfRange(all, from, from + size), names));
    }
    StructType schema =
        new StructType()
            .add("samples", DataTypes.createArrayType(DataTypes.FloatType))
            .add("channels", DataTypes.createArrayType(DataTypes.StringType));
    session.createDataFrame(rows, schema).repartition(options.threads()).write().parquet(table);
    session.read().parquet(table).createOrReplaceTempView("windows");
  }

  /** Windows a second. */
  private static double alone(EegptModel model, INDArray x, List<String> names) {
    long begin = System.nanoTime();
    model.encode(x, names).close();
    return x.size(0) * NANOS / (System.nanoTime() - begin);
  }

  private static double throughSql(SparkSession session, int windows) {
    long begin = System.nanoTime();
    session
        .sql("SELECT eegpt_embed(samples, channels, 256) AS tokens FROM windows")
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return windows * NANOS / (System.nanoTime() - begin);
  }
}
