package org.eegptspark.job.action;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eegptspark.job.Main;
import org.eegptspark.model.BadInputException;

/** Runs commands one after the other, each in a process of its own, and times them. */
final class BenchProcess {
  private static final double NANOS = 1e9;

  private final File output;
  private final File errors;

  /**
   * @param folder for what the processes print; the caller's
   */
  BenchProcess(Path folder) {
    this.output = folder.resolve("process.out").toFile();
    this.errors = folder.resolve("process.err").toFile();
  }

  /**
   * Runs a command of this program, with this process's own options of Java.
   *
   * @return seconds from its start to its end
   */
  double eegpt(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return run(command);
  }

  /** Likewise a Python script. */
  double python(String interpreter, Path script, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(interpreter, script.toString()));
    command.addAll(arguments);
    return run(command);
  }

  /** The lines that the last process printed. */
  List<String> lastOutput() throws IOException {
    return Files.readAllLines(output.toPath());
  }

  private double run(List<String> command) throws IOException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectOutput(output).redirectError(errors).start();
    try {
      int status = process.waitFor();
      BadInputException.check(
          status == 0,
          "%s ended with status %s: %s",
          String.join(" ", command.subList(Math.max(0, command.size() - 8), command.size())),
          status,
          lastLine());
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a process was timed", e);
    }
    return (System.nanoTime() - begin) / NANOS;
  }

  private String lastLine() throws IOException {
    // Whatever bytes a process prints: text that is not UTF-8 is no error here.
    return new String(Files.readAllBytes(errors.toPath()), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((a, b) -> b)
        .orElse("without a word");
  }
}
