package org.eegptspark.job.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.BadInputException;
import scala.jdk.javaapi.CollectionConverters;

/** What a session has to have for the formats. */
public final class SessionNeeds {
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String CATALOG = "spark.sql.catalog.";
  private static final String SESSION_CATALOG = CATALOG + "spark_catalog";
  private static final String FOLDERS_CATALOG = CATALOG + "default_iceberg";
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
  private static final String DELTA_LOG = "spark.delta.logStore.class";
  private static final String DELTA_LOG_ON_S3 = "spark.delta.logStore.s3a.impl";
  private static final String CONDITIONAL_LOG = "org.eegptspark.job.table.s3.ConditionalLogStore";
  private static final String ICEBERG_CATALOG = "org.apache.iceberg.spark.SparkCatalog";

  private SessionNeeds() {}

  /**
   * Sets what a session that is about to start needs for the formats on its class path, unless the
   * user has set it.
   */
  public static void add(SparkConf conf) {
    if (isPresent(DELTA_EXTENSION)) {
      List<String> extensions = new ArrayList<>();
      if (conf.contains(EXTENSIONS)) {
        extensions.addAll(Arrays.asList(conf.get(EXTENSIONS).split(",")));
      }
      if (!extensions.contains(DELTA_EXTENSION)) {
        extensions.add(DELTA_EXTENSION);
      }
      conf.set(EXTENSIONS, String.join(",", extensions));
      conf.setIfMissing(SESSION_CATALOG, DELTA_CATALOG);
      // Delta reads its log by a job of 50 tasks otherwise, at each look at the smallest table.
      conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "4");
      if (!conf.contains(DELTA_LOG)) { // with which it would not go together
        conf.setIfMissing(DELTA_LOG_ON_S3, CONDITIONAL_LOG);
      }
    }
  }

  /** A session on the same context that knows the same catalogs, whose settings are its own. */
  public static SparkSession newSession(SparkSession spark) {
    SparkSession session = spark.newSession();
    // A damaged file is an error, not other numbers: its pages carry checksums.
    session.conf().set("parquet.page.verify-checksum.enabled", "true");
    CollectionConverters.asJava(spark.conf().getAll())
        .forEach(
            (name, value) -> {
              if (name.startsWith(CATALOG)) {
                session.conf().set(name, value);
              }
            });
    return session;
  }

  /**
   * Has Iceberg find tables by their folders without a Hive metastore, which it would otherwise
   * look for first; of a session that the user has not set otherwise.
   */
  public static void findIcebergInFolders(SparkSession spark, String anyFolder) {
    if (spark.conf().getOption(FOLDERS_CATALOG).isEmpty()) {
      spark.conf().set(FOLDERS_CATALOG, ICEBERG_CATALOG);
      spark.conf().set(FOLDERS_CATALOG + ".type", "hadoop");
      spark.conf().set(FOLDERS_CATALOG + ".warehouse", anyFolder);
    }
  }

  /**
   * Checks that a session can work with a format.
   *
   * @throws BadInputException that says what to start it with
   */
  static void check(SparkSession spark, TableFormat format) {
    if (format == TableFormat.delta) {
      BadInputException.check(
          isPresent(DELTA_EXTENSION),
          "Delta Lake is not on the class path; start with spark-submit --packages"
              + " io.delta:delta-spark_4.0_2.13:4.2.0");
      boolean set =
          spark.conf().get(EXTENSIONS, "").contains(DELTA_EXTENSION)
              && spark.conf().get(SESSION_CATALOG, "").equals(DELTA_CATALOG);
      BadInputException.check(
          set,
          "This session was started without Delta Lake; start it with --conf %s=%s --conf %s=%s",
          EXTENSIONS,
          DELTA_EXTENSION,
          SESSION_CATALOG,
          DELTA_CATALOG);
    } else if (format == TableFormat.iceberg) {
      BadInputException.check(
          isPresent(ICEBERG_CATALOG),
          "Iceberg is not on the class path; start with spark-submit --packages"
              + " org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.11.0");
    }
  }

  /**
   * Whether a name is one in a catalog: no path, and its first part is a catalog of the session.
   */
  public static boolean isInCatalog(SparkSession spark, String name) {
    int dot = name.indexOf('.');
    return !name.contains("/")
        && dot > 0
        && spark.conf().getOption(CATALOG + name.substring(0, dot)).isDefined();
  }

  private static boolean isPresent(String className) {
    try {
      Class.forName(className, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
