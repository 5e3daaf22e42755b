package org.eegptspark.job.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.eegptspark.job.Main;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.simulated.EegSimulator;
import org.eegptspark.model.recording.simulated.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt simulate}. */
@Command(
    name = "simulate",
    description = "Writes simulated EEG recordings (EDF+): a corpus of any size to try things on.",
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  private static final int FIRST_RUN = 3;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the files, SxxxRyy.edf.")
  Path output;

  @Option(
      names = "--subjects",
      defaultValue = "2",
      description = "Number of subjects (default: ${DEFAULT-VALUE}).")
  int subjects;

  @Option(
      names = "--runs",
      defaultValue = "2",
      description = "Recordings of each subject (default: ${DEFAULT-VALUE}).")
  int runs;

  @Option(
      names = "--duration",
      defaultValue = "125s",
      converter = Duration.Converter.class,
      paramLabel = "TIME",
      description = "Length of a recording (default: ${DEFAULT-VALUE}).")
  Duration duration;

  @Option(
      names = "--rate",
      defaultValue = "160",
      paramLabel = "HZ",
      description = "Sampling rate (default: ${DEFAULT-VALUE}).")
  int rateHz;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Equal seeds give equal files (default: ${DEFAULT-VALUE}).")
  long seed;

  @Mixin Verbosity verbosity;

  @Override
  public Integer call() throws Exception {
    BadInputException.check(
        subjects > 0 && runs > 0,
        "--subjects and --runs must be positive, but were %s and %s",
        subjects,
        runs);
    Files.createDirectories(output);
    for (int subject = 1; subject <= subjects; subject++) {
      int of = subject;
      IntStream.range(FIRST_RUN, FIRST_RUN + runs).parallel().forEach(run -> write(of, run));
    }
    System.out.printf("Simulated %d recordings in %s%n", subjects * runs, output);
    return Main.DONE;
  }

  private void write(int subject, int run) {
    Simulation simulation =
        Simulation.of(subject, run)
            .withSeed(seed)
            .withSamplingRateHz(rateHz)
            .withDurationSeconds((int) Math.ceil(duration.seconds()));
    Path file = output.resolve(simulation.fileName());
    try {
      new EegSimulator(simulation).writeEdf(file);
    } catch (java.io.IOException e) {
      throw new BadInputException(e, "Cannot write %s: %s", file, e);
    }
  }
}
