package org.eegptspark.udf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;

/** How many cores an executor has. */
public final class ExecutorCores {
  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(,.*)?]");

  private ExecutorCores() {}

  /**
   * Of this JVM, where Spark runs in it; else what {@code spark.executor.cores} says, or 1 where
   * executors take what a worker offers and nobody knows before.
   */
  public static int of(SparkContext context) {
    if (!context.isLocal()) {
      return context.conf().getInt("spark.executor.cores", 1);
    }
    Matcher some = LOCAL.matcher(context.master());
    if (some.matches()) {
      return Integer.parseInt(some.group(1));
    }
    return context.master().startsWith("local[") ? Runtime.getRuntime().availableProcessors() : 1;
  }
}
