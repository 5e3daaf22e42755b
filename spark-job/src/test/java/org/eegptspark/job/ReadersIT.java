package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs outside Spark (pandas, DuckDB, delta-rs, PyIceberg) read what Spark reads. */
class ReadersIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void readersOutsideSparkAgreeOnColumnsCountsAndSums(TableFormat format) throws Exception {
    SparkHome.find();
    eegpt("simulate", "--output", folder.resolve("corpus"), "--duration", "12s");
    Path recordings = folder.resolve("recordings");
    Path embeddings = folder.resolve("embeddings");
    eegpt(
        "ingest",
        "--input",
        folder.resolve("corpus"),
        "--output",
        recordings,
        "--format",
        format,
        "--segment",
        "5s");
    eegpt(
        "featurize",
        "--input",
        recordings,
        "--output",
        embeddings,
        "--format",
        format,
        "--weights",
        "synthetic:tiny2",
        "--window",
        "1s",
        "--commit-every",
        20);
    agree(recordings, format);
    agree(embeddings, format);
  }

  private void agree(Path table, TableFormat format) throws Exception {
    Dataset<Row> rows = Tables.rows(SharedSpark.session(), table.toString(), "");
    assertThat(rows.count()).isPositive();
    Path expected = folder.resolve("expected.json");
    new ObjectMapper().writeValue(expected.toFile(), account(rows));
    Subprocess run =
        PythonScript.run(
            Map.of(),
            TestData.project().resolve("python/tests/readers.py"),
            table,
            format,
            expected);
    assertThat(run.status()).as(run.output()).isZero();
    if (!run.output().contains("SKIPPED")) {
      assertThat(run.output().lines().filter(line -> line.startsWith("HELD"))).hasSize(2);
    }
  }

  /** What Spark says of a table; sums as readers.py explains them. */
  private static Map<String, Object> account(Dataset<Row> rows) {
    Map<String, String> columns = new LinkedHashMap<>();
    Map<String, BigDecimal> sums = new LinkedHashMap<>();
    for (StructField field : rows.schema().fields()) {
      columns.put(field.name(), field.dataType().simpleString());
      String sum = wholeSum(field.name(), field.dataType());
      if (sum != null) {
        // Of a column that is null throughout, the readers' sum is 0.
        sums.put(field.name(), rows.selectExpr("coalesce(" + sum + ", 0)").head().getDecimal(0));
      }
    }
    return Map.of("columns", columns, "rows", rows.count(), "sums", sums);
  }

  private static String wholeSum(String column, DataType type) {
    String whole = "CAST(floor(CAST(%s AS DOUBLE) * 1048576) AS DECIMAL(38, 0))";
    if (type instanceof NumericType) {
      return "sum(" + whole.formatted("`" + column + "`") + ")";
    }
    if (type instanceof ArrayType list && list.elementType() instanceof NumericType) {
      String ofRow =
          "aggregate(`%s`, CAST(0 AS DECIMAL(38, 0)), (all, x) -> CAST(all + %s AS DECIMAL(38, 0)))";
      return "sum(" + ofRow.formatted(column, whole.formatted("x")) + ")";
    }
    return type instanceof BinaryType
        ? "CAST(sum(length(`" + column + "`)) AS DECIMAL(38, 0))"
        : null;
  }

  private static void eegpt(Object... args) {
    CommandLineRun run =
        CommandLineRun.of(List.of(args).stream().map(Object::toString).toArray(String[]::new));
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(Main.DONE);
  }
}
