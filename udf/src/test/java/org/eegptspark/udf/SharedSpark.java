package org.eegptspark.udf;

import org.apache.spark.sql.SparkSession;

/** The one Spark session of this module's tests. */
public final class SharedSpark {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2]")
          .appName("vectorized UDF tests")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.sql.extensions", VectorizedUdfExtensions.class.getName())
          .config(VectorizedUdfExtensions.CLASSES, PlusOne.class.getName())
          .getOrCreate();

  private SharedSpark() {}

  /** The session; it ends with the JVM. */
  public static SparkSession session() {
    return SESSION;
  }
}
