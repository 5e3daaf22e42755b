package org.eegptspark.job.command;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.SessionNeeds;
import picocli.CommandLine.Option;

/** Where Spark runs: asked for by the commands that need it. */
final class SparkOptions {
  /**
   * From which size on glibc gives an array pages of its own, which go back to the system when it
   * is freed. Left to itself, glibc raises the limit as a model's tensors come and go, and keeps
   * their memory for good. The script {@code eegpt} sets the same for local runs.
   */
  private static final String MMAP_THRESHOLD = "MALLOC_MMAP_THRESHOLD_";

  private static final String MMAP_THRESHOLD_BYTES = "1048576";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Spark master, where spark-submit has not set one (default: local[*], all cores here).")
  String master;

  /** Spark for the length of a command: stopped in the end, unless it ran before. */
  record Scope(SparkSession session, boolean owned) implements AutoCloseable {
    @Override
    public void close() {
      if (owned) {
        session.stop();
      }
    }
  }

  /** Starts Spark, or joins the session that runs in this JVM already. */
  Scope start(String command, Verbosity verbosity) {
    SparkConf conf = new SparkConf();
    boolean alone = !conf.contains("spark.master");
    if (alone) {
      conf.setMaster(master == null ? "local[*]" : master);
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    }
    conf.setIfMissing("spark.app.name", "eegpt " + command);
    conf.setIfMissing("spark.executor.heartbeatInterval", "2s");
    conf.setIfMissing("spark.executorEnv." + MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES);
    SessionNeeds.add(conf);
    boolean running = SparkSession.getDefaultSession().isDefined();
    SparkSession session = SparkSession.builder().config(conf).getOrCreate();
    if (verbosity.verbose) {
      session.sparkContext().setLogLevel("INFO");
    }
    return new Scope(session, !running);
  }
}
