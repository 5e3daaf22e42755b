package org.eegptspark.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Python that the Spark distribution lies in, which has what the tests' scripts import. */
final class PythonScript {
  private PythonScript() {}

  /** Runs a script of the project; prints what it could not try. */
  static Subprocess run(Map<String, String> environment, Object... scriptAndArguments)
      throws Exception {
    Subprocess run = SparkHome.run(environment, python(), scriptAndArguments);
    run.output().lines().filter(line -> line.startsWith("SKIPPED")).forEach(System.err::println);
    return run;
  }

  /** That of the virtual environment that Spark lies in, which has what PySpark needs; else any. */
  private static Path python() {
    for (Path above = SparkHome.find(); above != null; above = above.getParent()) {
      if (Files.isExecutable(above.resolve("bin/python3"))) {
        return above.resolve("bin/python3");
      }
    }
    return Path.of("python3");
  }
}
