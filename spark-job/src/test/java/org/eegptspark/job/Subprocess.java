package org.eegptspark.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eegptspark.fixtures.TestData;

/**
 * A program run to its end.
 *
 * @param status exit status
 * @param output what it printed on both its outputs
 */
record Subprocess(int status, String output) {
  static Subprocess run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(TestData.project().toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Subprocess(process.waitFor(), output);
  }

  /** The eegpt script with these arguments. */
  static Subprocess eegpt(Map<String, String> environment, Object... args)
      throws IOException, InterruptedException {
    return run(environment, command(TestData.project().resolve("eegpt"), args));
  }

  static List<String> command(Path program, Object... args) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return command;
  }
}
