package org.eegptspark.job;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eegptspark.fixtures.TestData;

/** The Spark 4.0.1 that SPARK_HOME names; a test that needs it skips itself aloud without. */
final class SparkDistribution {
  private SparkDistribution() {}

  static Path home() {
    String home = System.getenv("SPARK_HOME");
    if (home == null || !Files.exists(Path.of(home, "bin/spark-submit"))) {
      String line =
          "SKIPPED: no Spark distribution; set SPARK_HOME to one of Spark 4.0.1 (pip install"
              + " pyspark==4.0.1 brings it)";
      System.err.println(line);
      abort(line);
    }
    return Path.of(home);
  }

  /** What its programs run with. */
  static Map<String, String> environment() {
    return Map.of("SPARK_HOME", home().toString(), "SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** The application's jar. */
  static Path application() {
    return TestData.project().resolve("spark-job/target/eegpt-spark-job.jar");
  }

  /** Runs spark-submit with these arguments. */
  static Subprocess submit(Map<String, String> environment, Object... args) throws Exception {
    Map<String, String> all = new HashMap<>(environment());
    all.putAll(environment);
    return Subprocess.run(all, Subprocess.command(home().resolve("bin/spark-submit"), args));
  }
}
