package org.eegptspark.job;

import java.io.PrintWriter;
import org.eegptspark.job.action.DiskFullException;
import org.eegptspark.job.command.BenchCommand;
import org.eegptspark.job.command.DemoCommand;
import org.eegptspark.job.command.EncodeCommand;
import org.eegptspark.job.command.EvaluateCommand;
import org.eegptspark.job.command.FeaturizeCommand;
import org.eegptspark.job.command.InfoCommand;
import org.eegptspark.job.command.IngestCommand;
import org.eegptspark.job.command.MaintainCommand;
import org.eegptspark.job.command.ProbeCommand;
import org.eegptspark.job.command.SimulateCommand;
import org.eegptspark.job.command.Verbosity;
import org.eegptspark.job.report.Version;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.encoder.EngineFailureException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The application: EEG recordings in, EEGPT embeddings out, on Apache Spark. */
@Command(
    name = "eegpt",
    description = "EEG recordings in, EEGPT summary-token embeddings out, on Apache Spark.",
    mixinStandardHelpOptions = true,
    version = "eegpt-spark " + Version.TEXT,
    subcommands = {
      IngestCommand.class,
      FeaturizeCommand.class,
      ProbeCommand.class,
      EvaluateCommand.class,
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

  /** Exit status where some input was put in quarantine and all the rest was done. */
  public static final int SOME_QUARANTINED = 1;

  /**
   * Exit status of bad usage, unreadable weights, and failures of the job itself, such as a full
   * disk.
   */
  public static final int FAILED = 2;

  private static final String DISK_FULL =
      "no space left on device; what was committed stays, and the same command goes on from there"
          + " once there is room";

  private static final String OUT_OF_MEMORY =
      "out of memory; what was committed stays, and the same command goes on from there with a"
          + " larger heap (EEGPT_JAVA_OPTS=-Xmx…, or --driver-memory of spark-submit)";

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit status.
   *
   * <p>In YARN's cluster mode the JVM is the application master's, which takes an end that is not
   * its own for a failure and starts the application anew: there, success is to return.
   */
  public static void main(String[] args) {
    int status = run(args);
    boolean inApplicationMaster =
        "yarn".equals(System.getProperty("spark.master"))
            && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    if (status != DONE || !inApplicationMaster) {
      System.exit(status);
    }
  }

  /** Runs a command. */
  public static int run(String... args) {
    CommandLine commandLine =
        new CommandLine(new Main())
            .setParameterExceptionHandler(Main::badUsage)
            .setExecutionExceptionHandler(Main::failed)
            .setExitCodeExceptionMapper(e -> FAILED);
    try {
      return commandLine.execute(args);
    } catch (Error e) { // which picocli lets through: want of memory, and Hadoop's of a disk's room
      commandLine.getErr().println("eegpt: " + (isDiskFull(e) ? DISK_FULL : line(e)));
      return FAILED;
    }
  }

  private static int badUsage(CommandLine.ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("eegpt: " + e.getMessage());
    err.println("See 'eegpt " + e.getCommandLine().getCommandName() + " --help'.");
    return FAILED;
  }

  private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    err.println("eegpt: " + (isDiskFull(e) ? DISK_FULL : line(e)));
    if (Verbosity.of(commandLine)) {
      e.printStackTrace(err);
    }
    return FAILED;
  }

  private static boolean isDiskFull(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      // The driver's own writes, and Spark's, say it in the system's words alone.
      if (cause instanceof DiskFullException
          || String.valueOf(cause.getMessage()).contains("No space left on device")) {
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
    if (root instanceof OutOfMemoryError) {
      return OUT_OF_MEMORY + " (" + root.getMessage() + ")";
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return "failed: "
        + root.getClass().getSimpleName()
        + ": "
        + message
        + " (run again with --verbose for all of it)";
  }
}
