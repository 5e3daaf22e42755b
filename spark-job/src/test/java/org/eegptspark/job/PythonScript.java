package org.eegptspark.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.eegptspark.fixtures.TestData;

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

  /** Environment of scripts that import the project's package and PySpark, wherever Spark lies. */
  static Map<String, String> packages() throws IOException {
    String zips;
    try (Stream<Path> all = Files.list(SparkHome.find().resolve("python/lib"))) {
      zips = String.join(":", all.map(Path::toString).sorted().toList());
    }
    String others = System.getenv().getOrDefault("PYTHONPATH", "");
    return Map.of("PYTHONPATH", TestData.project().resolve("python") + ":" + zips + ":" + others);
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
