package org.eegptspark.udf;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where in a query a vectorized UDF may stand. */
class PlanPositionsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final OnLongs TWICE = OnLongs.of("twice", x -> 2 * x[0]);
  private static final OnLongs SUM = OnLongs.of("sum_of", x -> x[0] + x[1]);

  @BeforeAll
  static void tables() {
    TWICE.register();
    SUM.register();
    SPARK.range(10).selectExpr("id", "id % 3 AS k").createOrReplaceTempView("t");
    SPARK.range(4).selectExpr("id AS a", "id * 2 AS b").createOrReplaceTempView("u");
  }

  private static List<String> rows(String sql) {
    return rows(SPARK.sql(sql));
  }

  private static List<String> rows(Dataset<Row> data) {
    return data.collectAsList().stream().map(Row::toString).toList();
  }

  @Test
  void standsInAProjection() {
    assertThat(rows("SELECT id, plus_one(id) FROM t WHERE id < 3"))
        .containsExactly("[0,1]", "[1,2]", "[2,3]");
  }

  @Test
  void standsInADataFramesExpression() {
    RegisteredUdf twice = TWICE.register();
    assertThat(rows(SPARK.range(3).select(twice.apply(col("id").plus(1)).minus(1).as("x"))))
        .containsExactly("[1]", "[3]", "[5]");
    assertThat(rows(SPARK.range(3).withColumn("y", expr("plus_one(id)")).orderBy("id")))
        .containsExactly("[0,1]", "[1,2]", "[2,3]");
  }

  @Test
  void standsInOtherExpressionsAndInItself() {
    assertThat(rows("SELECT 100 * plus_one(twice(plus_one(id) + k)) FROM t WHERE id IN (1, 2)"))
        .containsExactly("[700]", "[1100]");
  }

  @Test
  void takesALiteral() {
    assertThat(rows("SELECT plus_one(1), sum_of(1, 2)")).containsExactly("[2,3]");
  }

  @Test
  void castsItsArgumentsAsSparksFunctionsDo() {
    assertThat(rows("SELECT plus_one(CAST(7 AS TINYINT)), plus_one('8')")).containsExactly("[8,9]");
    assertThatThrownBy(() -> rows("SELECT plus_one(array(1))"))
        .hasMessageContaining("plus_one(array(1))")
        .hasMessageContaining("BIGINT");
    assertThatThrownBy(() -> rows("SELECT plus_one(1, 2)"))
        .hasMessageContaining("plus_one takes 1 arguments, but was given 2");
  }

  @Test
  void standsInAFilter() {
    assertThat(rows("SELECT id FROM t WHERE plus_one(id) > 8 OR twice(id) = 2"))
        .containsExactly("[1]", "[8]", "[9]");
  }

  @Test
  void standsOnEitherSideOfAJoin() {
    assertThat(rows("SELECT id, a FROM t JOIN u ON plus_one(id) = twice(a) ORDER BY id"))
        .containsExactly("[1,1]", "[3,2]", "[5,3]");
    assertThat(rows("SELECT id, a FROM t, u WHERE plus_one(id) = twice(a) ORDER BY id"))
        .containsExactly("[1,1]", "[3,2]", "[5,3]");
    assertThat(
            rows(
                "SELECT a, id FROM u LEFT JOIN t ON plus_one(id) = twice(a) AND twice(id) > 5"
                    + " ORDER BY a"))
        .containsExactly("[0,null]", "[1,null]", "[2,3]", "[3,5]");
    assertThat(rows("SELECT id FROM t LEFT SEMI JOIN u ON plus_one(id) = b ORDER BY id"))
        .containsExactly("[1]", "[3]", "[5]");
  }

  @Test
  void joinsByHashOnAColumnThatItComputes() {
    Dataset<Row> joined = SPARK.sql("SELECT id, a FROM t, u WHERE plus_one(id) = twice(a)");
    assertThat(joined.queryExecution().executedPlan().toString())
        .contains("HashJoin")
        .doesNotContain("NestedLoop", "Cartesian");
  }

  @Test
  void takesColumnsOfBothSidesOfAnInnerJoin() {
    assertThat(rows("SELECT id, a FROM t JOIN u ON id = a AND sum_of(id, b) = 6"))
        .containsExactly("[2,2]");
    assertThatThrownBy(() -> rows("SELECT * FROM t LEFT JOIN u ON sum_of(id, b) = 6"))
        .hasMessageContaining("sum_of(")
        .hasMessageContaining("both sides of a LEFT OUTER join");
  }

  @Test
  void standsInAndOverAggregates() {
    assertThat(rows("SELECT sum(plus_one(id)), count(*) FROM t")).containsExactly("[55,10]");
    assertThat(rows("SELECT plus_one(sum(id)), max(twice(id)) + twice(min(id)) FROM t"))
        .containsExactly("[46,18]");
    assertThat(rows("SELECT k, twice(k) + sum(plus_one(id)) FROM t GROUP BY k ORDER BY k"))
        .containsExactly("[0,22]", "[1,17]", "[2,22]");
    assertThat(rows("SELECT k FROM t GROUP BY k HAVING plus_one(sum(id)) > 13 ORDER BY k"))
        .containsExactly("[0]", "[2]");
    assertThat(rows("SELECT count(DISTINCT twice(k)), sum(DISTINCT plus_one(k)) FROM t"))
        .containsExactly("[3,6]");
  }

  @Test
  void standsInGroupings() {
    assertThat(
            rows(
                "SELECT twice(k) AS g, plus_one(twice(k)), sum(id) FROM t"
                    + " GROUP BY twice(k) ORDER BY g"))
        .containsExactly("[0,1,18]", "[2,3,12]", "[4,5,15]");
    assertThat(rows("SELECT twice(k) AS g, count(1) FROM t GROUP BY ROLLUP(twice(k)) ORDER BY g"))
        .containsExactly("[null,10]", "[0,4]", "[2,3]", "[4,3]");
  }

  @Test
  void standsInASort() {
    assertThat(rows("SELECT id FROM t ORDER BY twice(k) DESC, plus_one(id) LIMIT 4"))
        .containsExactly("[2]", "[5]", "[8]", "[1]");
  }

  @Test
  void standsInAndOverWindows() {
    assertThat(
            rows(
                "SELECT id, sum(plus_one(id)) OVER (PARTITION BY twice(k) ORDER BY plus_one(id)),"
                    + " twice(row_number() OVER (ORDER BY id)) FROM t ORDER BY id LIMIT 4"))
        .containsExactly("[0,1,2]", "[1,2,4]", "[2,3,6]", "[3,5,8]");
  }

  @Test
  void standsInSubqueries() {
    assertThat(rows("SELECT (SELECT max(plus_one(id)) FROM t) + plus_one(1)"))
        .containsExactly("[12]");
    assertThat(rows("SELECT id FROM t WHERE plus_one(id) IN (SELECT twice(a) FROM u) ORDER BY id"))
        .containsExactly("[1]", "[3]", "[5]");
    assertThat(
            rows(
                "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE twice(a) = plus_one(t.id))"
                    + " ORDER BY id"))
        .containsExactly("[1]", "[3]", "[5]");
    assertThat(
            rows("SELECT a, (SELECT sum(plus_one(id)) FROM t WHERE t.k = u.a) FROM u ORDER BY a"))
        .containsExactly("[0,22]", "[1,15]", "[2,18]", "[3,null]");
    assertThat(
            rows(
                "SELECT a, x FROM u, LATERAL (SELECT plus_one(max(id)) AS x FROM t"
                    + " WHERE t.k = u.a) ORDER BY a"))
        .containsExactly("[0,10]", "[1,8]", "[2,9]", "[3,null]");
    assertThat(rows("SELECT a, x FROM u, LATERAL (SELECT plus_one(u.b) AS x) ORDER BY a"))
        .containsExactly("[0,1]", "[1,3]", "[2,5]", "[3,7]");
  }

  @Test
  void takesASubquery() {
    assertThat(rows("SELECT plus_one((SELECT max(id) FROM t)), twice((SELECT min(a) FROM u) + 1)"))
        .containsExactly("[10,2]");
  }

  @Test
  void refusesALambdasVariable() {
    assertThat(rows("SELECT transform(array(1, 2), i -> i + plus_one(a)) FROM u WHERE a = 3"))
        .hasSize(1)
        .allMatch(row -> row.contains("5, 6"));
    assertThatThrownBy(() -> rows("SELECT transform(array(1, 2), i -> plus_one(i))"))
        .hasMessageContaining("takes a variable of a lambda function");
  }

  @Test
  void standsInCommonTableExpressionsAndViews() {
    assertThat(
            rows(
                "WITH c AS (SELECT id, plus_one(id) AS x FROM t WHERE id < 2)"
                    + " SELECT l.x + r.x FROM c l JOIN c r ON l.id = r.id ORDER BY 1"))
        .containsExactly("[2]", "[4]");
    SPARK.sql("SELECT plus_one(a) AS x FROM u").createOrReplaceTempView("v");
    assertThat(rows("SELECT twice(x) FROM v WHERE x > 2")).containsExactly("[6]", "[8]");
  }

  @Test
  void standsInAGenerator() {
    assertThat(rows("SELECT a, explode(sequence(1, plus_one(a))) FROM u WHERE a < 2"))
        .containsExactly("[0,1]", "[1,1]", "[1,2]");
  }

  @Test
  void standsInUnionsIntersectionsAndDistinct() {
    assertThat(rows("SELECT plus_one(a) AS x FROM u UNION ALL SELECT twice(a) FROM u ORDER BY x"))
        .containsExactly("[0]", "[1]", "[2]", "[2]", "[3]", "[4]", "[4]", "[6]");
    assertThat(rows("SELECT plus_one(a) AS x FROM u INTERSECT SELECT twice(a) FROM u ORDER BY x"))
        .containsExactly("[2]", "[4]");
    assertThat(rows("SELECT DISTINCT twice(k) AS x FROM t ORDER BY x"))
        .containsExactly("[0]", "[2]", "[4]");
  }

  @Test
  void computesArgumentsThatACaseSpares() {
    assertThat(rows("SELECT CASE WHEN id > 7 THEN plus_one(id) ELSE 0 END FROM t WHERE id > 6"))
        .containsExactly("[0]", "[9]", "[10]");
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void givesTheSameWithAndWithoutAdaptiveExecutionAndGeneratedCode(String adaptive, String code) {
    SPARK.conf().set("spark.sql.adaptive.enabled", adaptive);
    SPARK.conf().set("spark.sql.codegen.wholeStage", code);
    SPARK.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    try {
      assertThat(
              rows(
                  "SELECT k, sum(twice(x)) FROM (SELECT k, plus_one(id) AS x, a FROM t JOIN u"
                      + " ON plus_one(t.k) = u.a WHERE twice(id) > 2) GROUP BY k"
                      + " HAVING plus_one(count(*)) > 0 ORDER BY twice(k)"))
          .containsExactly("[0,42]", "[1,26]", "[2,36]");
    } finally {
      SPARK.conf().unset("spark.sql.adaptive.enabled");
      SPARK.conf().unset("spark.sql.codegen.wholeStage");
      SPARK.conf().unset("spark.sql.autoBroadcastJoinThreshold");
    }
  }

  @Test
  void givesEveryRowOfAJoinThatMultipliesThem() {
    OnLongs.of("small_batches", x -> x[0] + 1).limited(3, 1 << 20).register();
    String joined = " FROM t JOIN (SELECT a % 2 AS j, b FROM u) ON k = j";
    assertThat(rows("SELECT small_batches(id + b), id, b" + joined))
        .hasSize(14)
        .allMatch(
            row -> {
              String[] values = row.replaceAll("[\\[\\]]", "").split(",");
              return Long.parseLong(values[0])
                  == Long.parseLong(values[1]) + Long.parseLong(values[2]) + 1;
            })
        .doesNotHaveDuplicates();
    assertThat(
            rows(
                "SELECT x, b FROM (SELECT small_batches(id) AS x, k FROM t)"
                    + " JOIN (SELECT a % 2 AS j, b FROM u) ON k = j WHERE x < 5 ORDER BY x, b"))
        .containsExactly("[1,0]", "[1,4]", "[2,2]", "[2,6]", "[4,0]", "[4,4]");
  }

  @Test
  void isCachedAndCheckpointed() {
    OnLongs counted = OnLongs.of("counted_cache", x -> x[0] + 5);
    counted.register();
    Dataset<Row> cached = SPARK.sql("SELECT id, counted_cache(id) AS x FROM t").cache();
    assertThat(cached.selectExpr("sum(x)").first().getLong(0)).isEqualTo(95);
    assertThat(rows(cached.selectExpr("max(plus_one(x))"))).containsExactly("[15]");
    assertThat(counted.rows()).isEqualTo(10);
    cached.unpersist();
    assertThat(rows(cached.limit(2).localCheckpoint().selectExpr("twice(x)")))
        .containsExactly("[10]", "[12]");
  }

  @Test
  void isWrittenToFilesAndReadFromThem(@TempDir Path dir) {
    String path = dir.resolve("x").toString();
    SPARK.sql("SELECT plus_one(id) AS x, k FROM t").write().partitionBy("k").parquet(path);
    Dataset<Row> read = SPARK.read().parquet(path);
    assertThat(rows(read.where("plus_one(k) = 2 AND twice(x) > 4").selectExpr("x").orderBy("x")))
        .containsExactly("[5]", "[8]");
  }
}
