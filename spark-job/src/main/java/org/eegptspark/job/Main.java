package org.eegptspark.job;

import java.io.PrintWriter;
import org.eegptspark.job.action.DiskFullException;
import org.eegptspark.job.command.BenchCommand;
import org.eegptspark.job.command.DemoCommand;
import org.eegptspark.job.command.EncodeCommand;
import org.eegptspark.job.command.FeaturizeCommand;
import org.eegptspark.job.command.InfoCommand;
import org.eegptspark.job.command.IngestCommand;
import org.eegptspark.job.command.MaintainCommand;
import org.eegptspark.job.command.SimulateCommand;
import org.eegptspark.job.command.Verbosity;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.encoder.EngineFailureException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The application: EEG recordings in, EEGPT embeddings out, on Apache Spark. */
@Command(
    name = "eegpt",
    description = "EEG recordings in, EEGPT summary-token embeddings out, on Apache Spark.",
    mixinStandardHelpOptions = true,
    version = "eegpt-spark 0.1.0",
    subcommands = {
      IngestCommand.class,
      FeaturizeCommand.class,
      EncodeCommand.class,
      InfoCommand.class,
      MaintainCommand.class,
      BenchCommand.class,
      SimulateCommand.class,
      DemoCommand.class
    },
    footer = {
      "",
      "Exit status: 0 done; 1 some input was put in quarantine, all the rest is done; 2 bad usage or",
      "unreadable weights."
    })
public final class Main {
  /** Exit status where everything was done. */
  public static final int DONE = 0;

  /** Exit status where not all was done: some input in quarantine, or no room for the rest. */
  public static final int SOME_QUARANTINED = 1;

  /** Exit status of bad usage, unreadable weights, and failures of the job itself. */
  public static final int FAILED = 2;

  private static final String DISK_FULL =
      "no space left on device; what was committed stays, and the same command goes on from there"
          + " once there is room";

  private Main() {}

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command. */
  public static int run(String... args) {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Main::badUsage)
        .setExecutionExceptionHandler(Main::failed)
        .setExitCodeExceptionMapper(e -> FAILED)
        .execute(args);
  }

  private static int badUsage(CommandLine.ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("eegpt: " + e.getMessage());
    err.println("See 'eegpt " + e.getCommandLine().getCommandName() + " --help'.");
    return FAILED;
  }

  private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    boolean diskFull = isDiskFull(e);
    err.println("eegpt: " + (diskFull ? DISK_FULL : line(e)));
    if (Verbosity.of(commandLine)) {
      e.printStackTrace(err);
    }
    return diskFull ? SOME_QUARANTINED : FAILED;
  }

  private static boolean isDiskFull(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DiskFullException) {
        return true;
      }
    }
    return false;
  }

  /**
   * The message for the user: of what was wrong with the input or an engine, or else the root's.
   */
  private static String line(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException || cause instanceof EngineFailureException) {
        return cause.getMessage();
      }
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return "failed: "
        + root.getClass().getSimpleName()
        + ": "
        + message
        + " (run again with --verbose for all of it)";
  }
}
