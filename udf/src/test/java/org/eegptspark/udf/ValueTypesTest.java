package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of Spark's types to vectors and back. */
class ValueTypesTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @BeforeAll
  static void register() {
    VectorizedUdfs.register(SPARK, new Echo());
    VectorizedUdfs.register(SPARK, new Mean());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id * 1000000007",
        "CAST(id AS INT) - 3",
        "CAST(id AS SMALLINT)",
        "CAST(id - 5 AS TINYINT)",
        "id / 7",
        "CAST(id / 7 AS FLOAT)",
        "id % 2 = 0",
        "CAST(id AS DECIMAL(20, 3)) / 7",
        "concat('é', CAST(id AS STRING))",
        "CAST(repeat('ab', CAST(id AS INT)) AS BINARY)",
        "date_add(DATE '2026-01-01', CAST(id AS INT))",
        "timestamp_micros(id * 86400000001)",
        "CAST(timestamp_micros(id) AS TIMESTAMP_NTZ)",
        "transform(sequence(0, id), i -> CAST(i / 3 AS FLOAT))",
        "transform(sequence(0, id), i -> CASE WHEN i % 3 = 1 THEN NULL ELSE i END)",
        "transform(sequence(0, id), i -> sequence(i, id))",
        "transform(sequence(0, id), i -> transform(sequence(i, id), j -> CAST(j AS DOUBLE)))",
        "transform(sequence(0, id), i -> CASE WHEN i = 2 THEN NULL ELSE sequence(0, i) END)",
        "transform(sequence(0, id), i -> CAST(i AS STRING))",
        "transform(sequence(0, id), i -> CAST(CAST(i AS STRING) AS BINARY))",
        "filter(sequence(0, id), i -> false)",
        "struct(id AS a, concat('x', CAST(id AS STRING)) AS b)",
        "map(id, CAST(id AS STRING))"
      })
  void givesBackWhatItTook(String value) {
    Dataset<Row> data =
        SPARK
            .range(0, 40, 1, 2)
            .selectExpr("id", "CASE WHEN id % 5 = 4 THEN NULL ELSE " + value + " END AS x")
            .selectExpr("id", "x", "echo(x) AS y", "echo(" + value + ") AS z", value + " AS w");
    List<Row> rows = data.orderBy("id").collectAsList();
    assertThat(rows).hasSize(40);
    for (Row row : rows) {
      assertThat(text(row, 2)).isEqualTo(text(row, 1));
      assertThat(text(row, 3)).isEqualTo(text(row, 4)).isNotNull();
      assertThat(row.isNullAt(2)).isEqualTo(row.getLong(0) % 5 == 4);
    }
    assertThat(data.schema().apply("y").dataType()).isEqualTo(data.schema().apply("x").dataType());
  }

  private static String text(Row row, int column) {
    return row.get(column) instanceof byte[] bytes
        ? Arrays.toString(bytes)
        : row.get(column) instanceof scala.collection.Seq<?> seq
                && !seq.isEmpty()
                && seq.apply(0) instanceof byte[]
            ? seq.map(e -> Arrays.toString((byte[]) e)).toString()
            : String.valueOf(row.get(column));
  }

  @Test
  void doesNotShowRowsWithANullArgument() {
    OnLongs sum = OnLongs.of("sum_without_nulls", x -> x[0] + x[1]);
    sum.register();
    List<Row> rows =
        SPARK
            .range(0, 12, 1, 1)
            .selectExpr("id", "sum_without_nulls(nullif(id % 3, 0), CASE WHEN id < 9 THEN id END)")
            .collectAsList();
    assertThat(rows)
        .extracting(r -> r.isNullAt(1) ? -1L : r.getLong(1))
        .containsExactly(-1L, 2L, 4L, -1L, 5L, 7L, -1L, 8L, 10L, -1L, -1L, -1L);
    assertThat(sum.rows()).isEqualTo(6);
    assertThat(
            SPARK
                .range(0, 6, 1, 1)
                .selectExpr("sum_without_nulls(nullif(id, 3), id)")
                .collectAsList())
        .extracting(row -> row.isNullAt(0) ? -1L : row.getLong(0))
        .containsExactly(0L, 2L, 4L, -1L, 8L, 10L);
  }

  @Test
  void givesNullWithoutACallWhereAllRowsOfABatchHaveANullArgument() {
    OnLongs never = OnLongs.of("never_called", x -> x[0]);
    never.register();
    assertThat(SPARK.range(5).selectExpr("never_called(nullif(id, id))").collectAsList())
        .allMatch(row -> row.isNullAt(0));
    assertThat(never.batches()).isEmpty();
  }

  @Test
  void passesNullsToAFunctionThatAsksForThem() {
    OnLongs zero = OnLongs.of("null_is_zero", x -> zeroForNull(x[0])).passedNulls();
    zero.register();
    assertThat(SPARK.range(0, 5, 1, 1).selectExpr("null_is_zero(nullif(id, 2))").collectAsList())
        .extracting(row -> row.isNullAt(0) ? -1L : row.getLong(0))
        .containsExactly(0L, 1L, 0L, -1L, 4L);
  }

  @Test
  void readsWindowsOf58ChannelsOf1024Samples() {
    Dataset<Row> windows =
        SPARK
            .range(0, 30, 1, 2)
            .selectExpr(
                "id",
                "transform(sequence(1, 58), c -> transform(sequence(1, 1024),"
                    + " s -> CAST(id + c * s AS FLOAT))) AS samples");
    // The mean of c * s over 58 channels and 1024 samples is 29.5 * 512.5.
    assertThat(windows.selectExpr("id", "mean_of(samples)").collectAsList())
        .hasSize(30)
        .allMatch(row -> row.getDouble(1) == row.getLong(0) + 29.5 * 512.5);
  }

  private static Long zeroForNull(Long x) {
    if (x == null) {
      return 0L;
    }
    return x.equals(3L) ? null : x;
  }

  /** {@code mean_of(x)}: mean of all values of an array of arrays of floats. */
  record Mean() implements VectorizedUdf {
    @Override
    public String name() {
      return "mean_of";
    }

    @Override
    public Signature bind(List<DataType> given) {
      DataType channels = DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType));
      return Signature.fixed(given, DataTypes.DoubleType, channels);
    }

    @Override
    public BatchLimits limits() {
      return new BatchLimits(64, 2 << 20);
    }

    @Override
    public VectorizedFunction open(VectorizedContext context) {
      return batch -> {
        ListVector windows = batch.argument(0, ListVector.class);
        ListVector channels = (ListVector) windows.getDataVector();
        Float4Vector samples = (Float4Vector) channels.getDataVector();
        Float8Vector out = (Float8Vector) context.newResult();
        out.allocateNew(batch.rows());
        for (int row = 0; row < batch.rows(); row++) {
          int first = channels.getElementStartIndex(windows.getElementStartIndex(row));
          int end = channels.getElementEndIndex(windows.getElementEndIndex(row) - 1);
          double sum = 0;
          for (int i = first; i < end; i++) {
            sum += samples.get(i);
          }
          out.set(row, sum / (end - first));
        }
        out.setValueCount(batch.rows());
        return out;
      };
    }
  }
}
