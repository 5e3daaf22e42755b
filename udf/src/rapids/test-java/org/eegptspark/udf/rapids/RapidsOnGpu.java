package org.eegptspark.udf.rapids;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.eegptspark.udf.EegptFunctions;

/**
 * Embeds a table of windows through RAPIDS and by {@code eegpt_embed}, and compares: see {@code
 * scripts/rapids-test.sh}. Arguments: a folder for the table, and how many windows.
 */
public final class RapidsOnGpu {
  private static final String CHANNELS = "array('FZ', 'C3', 'CZ', 'C4', 'PZ', 'O1', 'OZ', 'O2')";
  private static final String WAVE =
      "transform(sequence(1, %d), t -> cast(0.05 * sin(t * (0.1 + (id %% 7) * 0.05) + id) AS float))";

  private RapidsOnGpu() {}

  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().getOrCreate();
    String table = args[0] + "/windows";
    String nested =
        "CASE WHEN flat IS NOT NULL THEN"
            + " transform(sequence(0, 7), c -> slice(flat, cast(c * 1024 + 1 AS int), 1024)) END"
            + " AS nested";
    spark
        .range(Long.parseLong(args[1]))
        .selectExpr(
            "id",
            "CASE WHEN id % 97 = 3 THEN null ELSE " + WAVE.formatted(8 * 1024) + " END AS flat",
            CHANNELS + " AS channels")
        .selectExpr("*", nested)
        .write()
        .mode("overwrite")
        .parquet(table);
    spark.read().parquet(table).createOrReplaceTempView("windows");
    boolean same = true;
    for (String pool : List.of("none", "patches")) {
      spark.conf().set(EegptFunctions.POOL, pool);
      spark
          .udf()
          .register("embed_gpu", new EmbedOnGpu(), DataTypes.createArrayType(DataTypes.FloatType));
      for (String samples : List.of("flat", "nested")) {
        same &= compare(spark, samples, pool);
      }
    }
    System.out.println(same ? "RAPIDS: all the same bits" : "RAPIDS: DIFFERENT");
    System.exit(same ? 0 : 1);
  }

  private static boolean compare(SparkSession spark, String samples, String pool) {
    String call = "(" + samples + ", channels, 256.0D) AS tokens FROM windows ORDER BY id";
    Dataset<Row> byRapids = spark.sql("SELECT id, embed_gpu" + call);
    long start = System.nanoTime();
    List<Row> ours = byRapids.collectAsList();
    double seconds = (System.nanoTime() - start) / 1e9;
    Dataset<Row> bySql = spark.sql("SELECT id, eegpt_embed" + call);
    start = System.nanoTime();
    boolean same = ours.equals(bySql.collectAsList());
    double otherSeconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "RAPIDS: %s, pool %s: %d windows, %s; %.2f s, eegpt_embed %.2f s%n",
        samples,
        pool,
        ours.size(),
        same ? "the same bits" : "DIFFERENT",
        seconds,
        otherSeconds);
    String plan = byRapids.queryExecution().executedPlan().toString();
    System.out.println(plan.lines().filter(line -> line.contains("embed_gpu")).findFirst().get());
    boolean planned = spark.conf().get("spark.rapids.sql.mode").equals("executeongpu");
    return same && plan.contains("GpuProject") == planned;
  }
}
