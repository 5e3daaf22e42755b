package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rows a function is given, how many at a time, and how often. */
class BatchesTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @Test
  void endsABatchAtItsRows() {
    OnLongs limited = OnLongs.of("by_rows", x -> x[0]).limited(100, 1 << 20);
    limited.register();
    assertThat(SPARK.range(0, 250, 1, 1).selectExpr("sum(by_rows(id))").first().getLong(0))
        .isEqualTo(250 * 249 / 2);
    assertThat(limited.batches()).containsExactly(100, 100, 50);
  }

  @Test
  void endsABatchAtItsBytes() {
    OnLongs limited = OnLongs.of("by_bytes", x -> x[0]).limited(1000, 800);
    limited.register();
    SPARK.range(0, 250, 1, 1).selectExpr("sum(by_bytes(id))").first();
    assertThat(limited.batches()).containsExactly(100, 100, 50);
  }

  @Test
  void countsWhatIsKeptOfARowAsItsBytes() {
    OnLongs limited = OnLongs.of("by_kept_bytes", x -> x[0]).limited(1000, 10_000);
    limited.register();
    List<Row> rows =
        SPARK
            .range(0, 30, 1, 1)
            .selectExpr("id", "repeat('x', 2000) AS heavy")
            .selectExpr("by_kept_bytes(id)", "length(heavy)", "heavy", "id")
            .collectAsList();
    assertThat(rows).allMatch(row -> row.getInt(1) == 2000 && row.getLong(0) == row.getLong(3));
    assertThat(limited.batches()).allMatch(size -> size >= 4 && size <= 1000);
  }

  @Test
  void givesARowThatExceedsTheBytesItsOwnBatch() {
    Echo echo = new Echo(); // at most 1 MiB
    VectorizedUdfs.register(SPARK, echo);
    Dataset<Row> query =
        SPARK
            .range(0, 3, 1, 1)
            .selectExpr("echo(CAST(repeat('x', 2000000) AS BINARY)) AS x")
            .selectExpr("length(x) AS n");
    assertThat(query.collectAsList()).allMatch(row -> row.getInt(0) == 2_000_000);
    assertThat(OperatorOf.metric(query, "numBatches")).isEqualTo(3);
  }

  @Test
  void countsBatchesRowsTimeAndBytes() {
    Counting counting = new Counting();
    VectorizedUdfs.register(SPARK, counting);
    Dataset<Row> query = SPARK.range(0, 250, 1, 1).selectExpr("counting(id) AS x");
    assertThat(query.collectAsList()).hasSize(250);
    assertThat(OperatorOf.metric(query, "numBatches")).isEqualTo(3);
    assertThat(OperatorOf.metric(query, "numOutputRows")).isEqualTo(250);
    assertThat(OperatorOf.metric(query, "functionTime")).isBetween(3_000_000L, 10_000_000_000L);
    assertThat(OperatorOf.metric(query, "peakBatchBytes")).isBetween(1600L, 5000L);
    assertThat(OperatorOf.metric(query, "odd")).isEqualTo(125);
  }

  @Test
  void callsTheFunctionForNoMoreThanALimitAsksFor() {
    OnLongs limited = OnLongs.of("early", x -> x[0]).limited(1000, 1 << 20);
    limited.register();
    assertThat(
            SPARK.range(0, 1_000_000, 1, 2).selectExpr("early(id)", "id").limit(5).collectAsList())
        .hasSize(5);
    assertThat(limited.rows()).isEqualTo(5);
  }

  @Test
  void stopsAfterABatchWhereALimitHasWhatItAsksFor() {
    OnLongs limited = OnLongs.of("early_filter", x -> x[0]).limited(1000, 1 << 20);
    limited.register();
    assertThat(
            SPARK
                .range(0, 1_000_000, 1, 2)
                .where("early_filter(id) % 2 = 1")
                .limit(5)
                .collectAsList())
        .hasSize(5);
    assertThat(limited.batches()).containsExactly(1000);
    Dataset<Row> echoed =
        SPARK
            .range(0, 1_000_000, 1, 2)
            .selectExpr("echo(CAST(id AS STRING)) AS s")
            .where("s LIKE '%3'")
            .limit(2);
    assertThat(echoed.collectAsList()).extracting(r -> r.getString(0)).containsExactly("3", "13");
    assertThat(OperatorOf.metric(echoed, "numBatches")).isLessThanOrEqualTo(2);
  }

  @Test
  void computesEqualCallsOnce() {
    OnLongs once = OnLongs.of("once", x -> x[0] + 1);
    once.register();
    assertThat(
            SPARK
                .range(0, 50, 1, 1)
                .selectExpr("once(id) AS x", "once(id) * once(id) AS y", "id")
                .where("x > 10 AND once(id) < 40")
                .selectExpr("sum(x)", "max(once(id))", "sum(y)")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[725,39,20155]");
    assertThat(once.rows()).isEqualTo(50);
  }

  @Test
  void computesEachCallWhereItIsNotDeterministic() {
    OnLongs random =
        OnLongs.of("random", x -> ThreadLocalRandom.current().nextLong()).notDeterministic();
    random.register();
    List<Row> rows =
        SPARK
            .range(0, 50, 1, 1)
            .selectExpr("random(id) AS x", "random(id) AS y", "id")
            .selectExpr("x", "y", "x AS z")
            .where("x > 0 OR x <= 0")
            .collectAsList();
    assertThat(rows).hasSize(50).allMatch(row -> row.getLong(0) == row.getLong(2));
    assertThat(rows).noneMatch(row -> row.getLong(0) == row.getLong(1));
    assertThat(random.rows()).isEqualTo(100);
  }

  @Test
  void filtersBeforeItComputes(@TempDir Path dir) {
    OnLongs filtered = OnLongs.of("filtered", x -> x[0]);
    filtered.register();
    String path = dir.resolve("t").toString();
    SPARK.range(0, 100, 1, 1).selectExpr("id", "id % 10 AS k", "'s' AS s").write().parquet(path);
    SPARK.read().parquet(path).createOrReplaceTempView("filtered_t");
    Dataset<Row> query =
        SPARK.sql(
            "SELECT x FROM (SELECT filtered(id) AS x, k, s FROM filtered_t)"
                + " WHERE k = 3 AND x > 50");
    assertThat(query.count()).isEqualTo(5);
    assertThat(filtered.rows()).isEqualTo(10);
    String plan = query.queryExecution().executedPlan().toString();
    assertThat(plan).contains("EqualTo(k,3)").contains("ReadSchema: struct<id:bigint,k:bigint>");
  }

  @Test
  void keepsNoColumnThatOnlyTheFunctionReads(@TempDir Path dir) {
    VectorizedUdfs.register(SPARK, new Echo());
    String path = dir.resolve("t").toString();
    SPARK.range(10).selectExpr("id", "repeat('x', 10) AS s", "id AS o").write().parquet(path);
    Dataset<Row> query = SPARK.read().parquet(path).selectExpr("id", "length(echo(s)) AS n");
    assertThat(query.collectAsList()).hasSize(10);
    assertThat(OperatorOf.in(query).output().mkString(" ")).matches("id#\\d+L echo#\\d+");
    assertThat(query.queryExecution().executedPlan().toString())
        .contains("ReadSchema: struct<id:bigint,s:string>");
  }

  /** Counts odd arguments; takes a millisecond a batch. */
  record Counting() implements VectorizedUdf {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Signature bind(List<DataType> given) {
      return Signature.fixed(given, DataTypes.LongType, DataTypes.LongType);
    }

    @Override
    public BatchLimits limits() {
      return new BatchLimits(100, 1 << 20);
    }

    @Override
    public Map<String, String> counters() {
      return Map.of("odd", "odd arguments");
    }

    @Override
    public VectorizedFunction open(VectorizedContext context) {
      VectorizedFunction plus = new PlusOne().open(context);
      return batch -> {
        Thread.sleep(1);
        context.count("odd", batch.rows() / 2);
        return plus.apply(batch);
      };
    }
  }
}
