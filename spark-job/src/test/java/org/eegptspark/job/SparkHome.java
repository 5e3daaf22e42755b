package org.eegptspark.job;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The Spark distribution that tests of what is shipped run on. */
final class SparkHome {
  private SparkHome() {}

  /** Where it is; aborts the test, aloud, where there is none. */
  static Path find() {
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

  /** Runs spark-submit on two executors in JVMs of their own. */
  static Subprocess submit(Object... args) throws Exception {
    Object[] options = {
      "--master",
      "local-cluster[2,1,1024]",
      "--conf",
      "spark.ui.enabled=false",
      "--conf",
      "spark.sql.shuffle.partitions=2"
    };
    return run(
        Map.of(),
        find().resolve("bin/spark-submit"),
        Stream.concat(Stream.of(options), Stream.of(args)).toArray());
  }

  /** Runs a program beside it. */
  static Subprocess run(Map<String, String> environment, Path program, Object... args)
      throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("SPARK_HOME", find().toString());
    all.put("SPARK_LOCAL_IP", "127.0.0.1");
    all.putAll(environment);
    return Subprocess.run(all, Subprocess.command(program, args));
  }
}
