package org.eegptspark.job.command;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option that every command has. */
public final class Verbosity {
  @Option(
      names = "--verbose",
      description = "Print stack traces of errors and Spark's own messages.")
  boolean verbose;

  /** Whether the command under way was asked to be verbose. */
  public static boolean of(CommandLine commandLine) {
    Object mixin = commandLine.getMixins().get("verbosity");
    return mixin instanceof Verbosity verbosity && verbosity.verbose;
  }
}
