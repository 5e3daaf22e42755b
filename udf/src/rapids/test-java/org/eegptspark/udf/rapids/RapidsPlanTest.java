package org.eegptspark.udf.rapids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nvidia.spark.rapids.ExplainPlan;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.MutableURLClassLoader;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.udf.EegptFunctions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What RAPIDS' planner says of queries with the function; it needs no GPU for that. */
class RapidsPlanTest {
  private static final String WEIGHTS = "synthetic:tiny2";
  private static final EngineOptions ENGINE = new EngineOptions("nd4j", Precision.FP32, 1);

  /** What RAPIDS says of operators that stay on the CPU, and of functions that it has run there. */
  private static final String[] ON_CPU = {"cannot run on GPU", "will run on GPU via CPU bridge"};

  @TempDir static Path folder;

  private static SparkSession spark;

  @BeforeAll
  static void plugin() {
    // As spark-submit's: RAPIDS adds the classes for this version of Spark to it.
    ClassLoader loader = RapidsPlanTest.class.getClassLoader();
    Thread.currentThread().setContextClassLoader(new MutableURLClassLoader(new URL[0], loader));
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", "com.nvidia.spark.SQLPlugin")
            .config("spark.rapids.sql.mode", "explainOnly")
            .getOrCreate();
    spark.conf().set(EegptFunctions.WEIGHTS, WEIGHTS);
    spark.conf().set(EegptFunctions.ENGINE, ENGINE.engine());
    spark.udf().register("embed", new EmbedOnGpu(), DataTypes.createArrayType(DataTypes.FloatType));
    String sample = "cast(sin((id + 1) * i) AS float)";
    spark
        .range(12)
        .selectExpr(
            "id",
            "transform(sequence(1, 2 * 256), i -> " + sample + ") AS flat",
            "array(transform(sequence(1, 256), i -> "
                + sample
                + "), transform(sequence(257, 512), i -> "
                + sample
                + ")) AS nested",
            "array('FZ', 'CZ') AS channels",
            "256.0D AS rate")
        .write()
        .parquet(folder.resolve("windows").toString());
    spark.read().parquet(folder.resolve("windows").toString()).createOrReplaceTempView("windows");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static String explained(String query) {
    return ExplainPlan.explainPotentialGpuPlan(spark.sql(query), "ALL");
  }

  @Test
  void theFunctionItsScanAndItsFilterRunOnTheGpu() {
    String plan = explained("SELECT id, embed(flat, channels, rate) FROM windows WHERE id > 3");
    assertThat(plan)
        .contains("*Expression <ScalaUDF> embed(")
        .contains("*Exec <ProjectExec> will run on GPU")
        .contains("*Exec <FilterExec> will run on GPU")
        .contains("*Exec <FileSourceScanExec> will run on GPU")
        .doesNotContain(ON_CPU);
  }

  @Test
  void soDoArraysOfArraysLiteralsNestingAndAJoin() {
    assertThat(
            explained(
                "SELECT a.id, embed(a.nested, array('FZ', 'CZ'), 256)[7] + 1 AS x FROM windows a"
                    + " JOIN windows b ON a.id = b.id WHERE embed(b.flat, b.channels, 256.0)[0] > 0"))
        .contains("*Expression <ScalaUDF> embed(")
        .contains("JoinExec> will run on GPU")
        .doesNotContain(ON_CPU);
  }

  @Test
  void aFunctionThatIsNotOfRapidsIsToldOf() {
    UDF1<Long, Long> plain = id -> id;
    spark.udf().register("plain", plain, DataTypes.LongType);
    assertThat(explained("SELECT plain(id) FROM windows")).contains(ON_CPU[1]);
  }

  @Test
  void rowsOnTheCpuHaveTheBitsOfTheModels() {
    Dataset<Row> rows =
        spark.sql(
            "SELECT flat, embed(flat, channels, rate) AS a, embed(nested, channels, 256) AS b,"
                + " embed(null, channels, rate) AS c FROM windows ORDER BY id");
    try (EegptModel model = EegptModel.load(WEIGHTS, ENGINE)) {
      for (Row row : rows.collectAsList()) {
        float[] window = floats(row.getList(0));
        float[] expected =
            FloatArrays.values(
                model.encode(FloatArrays.copyOf(window, 1, 2, 256), List.of("FZ", "CZ")));
        assertThat(floats(row.getList(1))).isEqualTo(expected);
        assertThat(floats(row.getList(2))).isEqualTo(expected);
        assertThat(row.isNullAt(3)).isTrue();
      }
    }
  }

  @Test
  void anotherRateIsRefusedWithWhatResamples() {
    assertThatThrownBy(
            () -> spark.sql("SELECT embed(flat, channels, 128) FROM windows").collectAsList())
        .rootCause()
        .hasMessage("A window of 128.0 Hz: this function takes 256 Hz, and eegpt_embed resamples");
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
