package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.util.ArrowUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a query says and leaves behind when a function fails, is killed, or is not read to its end.
 */
class FailuresTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Dataset<Row> WINDOWS =
      SPARK
          .range(0, 100, 1, 1)
          .selectExpr(
              "concat('rec', id DIV 10) AS recording_id",
              "CAST(id % 10 AS INT) AS window",
              "id AS x",
              "array(id) AS heavy")
          .cache();

  @BeforeEach
  void register() {
    VectorizedUdfs.register(SPARK, new Refusing());
    Refusing.opened.set(0);
    Refusing.closed.set(0);
  }

  @AfterEach
  void nothingStaysOpen() {
    assertThat(Refusing.closed.get()).isEqualTo(Refusing.opened.get());
    assertThat(ArrowUtils.rootAllocator().getAllocatedMemory()).isZero();
    assertThat(ArrowUtils.rootAllocator().getChildAllocators()).isEmpty();
  }

  private static ThrowingCallable query(String select) {
    return () -> WINDOWS.selectExpr(select.split(";")).collectAsList();
  }

  @Test
  void namesTheRowByItsShortColumns() {
    assertThatThrownBy(query("recording_id;window;heavy;refusing(x)"))
        .hasMessageContaining(
            "refusing failed at recording_id=rec4, window=2, x=42 (row 2 of batch 1 of partition"
                + " 0): no 42 here");
  }

  @Test
  void namesTheRowByTheFunctionsArgumentsWhereNoOtherColumnIsKept() {
    assertThatThrownBy(query("refusing(x)"))
        .hasMessageContaining("refusing failed at x=42 (row 2 of batch 1 of partition 0)");
  }

  @Test
  void namesTheRowByTheKeyColumnsOfTheSessionAlthoughTheQueryDoesNotKeepThem() {
    SPARK.conf().set(VectorizedUdfs.KEY_COLUMNS, "Recording_ID, window, unknown");
    try {
      assertThatThrownBy(query("refusing(x) + 1 AS y"))
          .hasMessageContaining("refusing failed at recording_id=rec4, window=2 (row 2 of");
      assertThatThrownBy(
              () ->
                  SPARK
                      .range(0, 50, 1, 1)
                      .selectExpr("id", "concat('made', id) AS recording_id")
                      .selectExpr("refusing(id)")
                      .collectAsList())
          .hasMessageContaining("refusing failed at recording_id=made42 (row 2 of");
    } finally {
      SPARK.conf().unset(VectorizedUdfs.KEY_COLUMNS);
    }
  }

  @Test
  void namesTheRowThatTheFunctionSeesAmongRowsThatItDoesNot() {
    assertThatThrownBy(query("refusing(CASE WHEN x % 2 = 0 THEN x END);window"))
        .hasMessageContaining("refusing failed at window=2 (row 2 of batch 1 of partition 0)");
  }

  @Test
  void namesTheBatchWhereNoRowIsAtFault() {
    assertThatThrownBy(query("recording_id;window;refusing(x + 1000)"))
        .hasMessageContaining(
            "refusing failed in batch 0 of partition 0, of 40 rows from recording_id=rec0,"
                + " window=0 to recording_id=rec3, window=9: too large");
  }

  @Test
  void refusesAResultOfAnotherTypeOrSize() {
    assertThatThrownBy(query("refusing(x + 2000)"))
        .hasMessageContaining("its result has 39 values, for 40 rows");
    assertThatThrownBy(query("refusing(x + 3000)"))
        .hasMessageContaining("its result is of type INT, but it is declared to give BIGINT");
    assertThatThrownBy(query("refusing(x + 4000)")).hasMessageContaining("its result is null");
  }

  @Test
  void saysThatAFunctionCannotBegin() {
    VectorizedUdfs.register(SPARK, new Unready());
    assertThatThrownBy(query("unready(x)"))
        .hasMessageContaining("unready cannot begin in partition 0: no model");
  }

  @Test
  void closesWhatALimitStops() {
    assertThat(SPARK.range(0, 42, 1, 1).selectExpr("refusing(id)").limit(3).collectAsList())
        .hasSize(3);
    assertThat(SPARK.range(0, 42, 1, 1).where("refusing(id) > 1").limit(3).collectAsList())
        .hasSize(3);
    assertThat(Refusing.opened.get()).isEqualTo(2);
  }

  @Test
  void endsABatchWhenItsTaskIsKilled() throws Exception {
    VectorizedUdfs.register(SPARK, new Endless());
    Endless.begun = new CountDownLatch(1);
    SPARK.sparkContext().setJobGroup("endless", "endless", false);
    CompletableFuture<Void> running =
        CompletableFuture.runAsync(
            () -> {
              SPARK.sparkContext().setJobGroup("endless", "endless", false);
              SPARK.range(0, 10, 1, 1).selectExpr("endless(id)").collectAsList();
            });
    assertThat(Endless.begun.await(60, TimeUnit.SECONDS)).isTrue();
    long begin = System.nanoTime();
    SPARK.sparkContext().cancelJobGroup("endless");
    assertThatThrownBy(() -> running.get(60, TimeUnit.SECONDS)).hasMessageContaining("cancelled");
    assertThat(Endless.ended.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    SPARK.sparkContext().clearJobGroup();
  }

  /** Refuses 42, batches over 1000, and gives wrong results from 2000 on. */
  record Refusing() implements VectorizedUdf {
    static final AtomicInteger opened = new AtomicInteger();
    static final AtomicInteger closed = new AtomicInteger();

    @Override
    public String name() {
      return "refusing";
    }

    @Override
    public Signature bind(List<DataType> given) {
      return Signature.fixed(given, DataTypes.LongType, DataTypes.LongType);
    }

    @Override
    public BatchLimits limits() {
      return new BatchLimits(40, 1 << 20);
    }

    @Override
    public VectorizedFunction open(VectorizedContext context) {
      opened.incrementAndGet();
      VectorizedFunction plus = new PlusOne().open(context);
      return new VectorizedFunction() {
        @Override
        public FieldVector apply(VectorizedBatch batch) throws Exception {
          BigIntVector in = batch.argument(0, BigIntVector.class);
          long first = in.get(0);
          if (first >= 4000) {
            return null;
          } else if (first >= 3000) {
            IntVector ints = new IntVector("x", context.allocator());
            ints.setValueCount(batch.rows());
            return ints;
          } else if (first >= 2000) {
            return plus.apply(new VectorizedBatch(0, batch.rows() - 1, batch.arguments()));
          } else if (first >= 1000) {
            throw new IllegalArgumentException("too large");
          }
          for (int row = 0; row < batch.rows(); row++) {
            if (in.get(row) == 42) {
              throw new FailedRowException(row, "no 42 here");
            }
          }
          return plus.apply(batch);
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }

  /** Cannot be opened. */
  record Unready() implements VectorizedUdf {
    @Override
    public String name() {
      return "unready";
    }

    @Override
    public Signature bind(List<DataType> given) {
      return Signature.fixed(given, DataTypes.LongType, DataTypes.LongType);
    }

    @Override
    public VectorizedFunction open(VectorizedContext context) {
      throw new IllegalStateException("no model");
    }
  }

  /** Computes until its task is killed. */
  record Endless() implements VectorizedUdf {
    static CountDownLatch begun;
    static final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public String name() {
      return "endless";
    }

    @Override
    public Signature bind(List<DataType> given) {
      return Signature.fixed(given, DataTypes.LongType, DataTypes.LongType);
    }

    @Override
    public VectorizedFunction open(VectorizedContext context) {
      return batch -> {
        begun.countDown();
        try {
          while (true) {
            context.checkInterrupted();
            Thread.sleep(5);
          }
        } finally {
          ended.countDown();
        }
      };
    }
  }
}
