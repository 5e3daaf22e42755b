package org.eegptspark.udf;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.collection.immutable.Map$;

/** How sessions come to know functions. */
class RegistrationTest {
  private static final SparkSession SPARK = SharedSpark.session();

  /** A session as it is made where {@code spark.sql.extensions} is not set. */
  private static SparkSession plainSession() {
    return new org.apache.spark.sql.classic.SparkSession(
        SPARK.sparkContext(),
        Option.empty(),
        Option.empty(),
        new SparkSessionExtensions(),
        Map$.MODULE$.empty(),
        Map$.MODULE$.empty());
  }

  @AfterEach
  void activate() {
    SparkSession.setActiveSession(SPARK);
  }

  @Test
  void isABuiltInFunctionOfEverySessionWhereConfigurationNamesIt() {
    assertThat(SPARK.newSession().sql("SELECT plus_one(1)").first().getLong(0)).isEqualTo(2);
    assertThat(SPARK.sql("DESCRIBE FUNCTION plus_one").collectAsList())
        .extracting(Row::toString)
        .contains("[Function: plus_one]", "[Usage: plus_one(x) - x + 1]");
    assertThat(SPARK.sql("SHOW FUNCTIONS LIKE 'plus_one'").count()).isEqualTo(1);
  }

  @Test
  void isATemporaryFunctionOfTheSessionThatItIsRegisteredIn() {
    OnLongs.of("only_here", x -> x[0]).register();
    assertThat(SPARK.sql("SELECT only_here(3)").first().getLong(0)).isEqualTo(3);
    assertThatThrownBy(() -> SPARK.newSession().sql("SELECT only_here(3)"))
        .hasMessageContaining("only_here");
  }

  @Test
  void replacesAFunctionOfItsName() {
    OnLongs.of("replaced", x -> x[0]).register();
    OnLongs.of("replaced", x -> x[0] + 10).register();
    assertThat(SPARK.sql("SELECT replaced(3)").first().getLong(0)).isEqualTo(13);
  }

  @Test
  void worksInASessionWithoutTheExtensions(@TempDir Path dir) {
    SparkSession plain = plainSession();
    RegisteredUdf plusOne = VectorizedUdfs.register(plain, new PlusOne());
    String path = dir.resolve("t").toString();
    plain.range(10).selectExpr("id", "id % 2 AS p").write().partitionBy("p").parquet(path);
    plain.read().parquet(path).createOrReplaceTempView("t");
    assertThat(plain.table("t").where(plusOne.apply(col("p")).equalTo(2)).where("id > 4").count())
        .isEqualTo(3);
    assertThat(
            plain
                .sql(
                    "SELECT count(*), sum(plus_one(id)) FROM t WHERE plus_one(id) IN"
                        + " (SELECT plus_one(max(id)) FROM t GROUP BY plus_one(p))")
                .first()
                .toString())
        .isEqualTo("[2,19]");
  }

  @Test
  void saysWhatIsWrongWithAConfiguredClass() {
    assertThatThrownBy(() -> VectorizedUdfExtensions.instance("no.such.Udf"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("spark.eegpt.udf.classes names no.such.Udf, which is not on the class path");
    assertThatThrownBy(() -> VectorizedUdfExtensions.instance("java.lang.String"))
        .hasMessageContaining("which is not a public VectorizedUdf");
  }
}
