package org.eegptspark.udf;

import org.apache.spark.sql.SparkSession;
import org.eegptspark.udf.catalyst.SessionRules;

/**
 * Registration of vectorized UDFs in a session that runs, as {@code spark.udf()} does for others.
 *
 * <p>Whoever may set configuration before the session starts, as with {@code spark-sql}, PySpark or
 * a Connect server, sets {@code spark.sql.extensions} instead: {@link VectorizedUdfExtensions}.
 */
public final class VectorizedUdfs {
  /**
   * Columns, by comma-separated names, that tell a row from others. A query's functions read them
   * along where their input has them, and name their values where a row fails. Unset, whatever
   * short columns reach a function are named.
   */
  public static final String KEY_COLUMNS = "spark.eegpt.udf.keyColumns";

  private VectorizedUdfs() {}

  /**
   * Registers a UDF as a temporary function of a session under its name, in place of any other of
   * that name.
   *
   * @return it, for DataFrame expressions
   */
  public static RegisteredUdf register(SparkSession session, VectorizedUdf udf) {
    SessionRules.register((org.apache.spark.sql.classic.SparkSession) session, udf);
    return new RegisteredUdf(udf.name());
  }
}
