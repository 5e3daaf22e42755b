package org.eegptspark.job;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a command line printed and how it ended.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error, the progress bar left out
 */
public record CommandLineRun(int status, String out, String err) {
  /** Runs eegpt in this JVM; commands join the shared Spark session. */
  public static CommandLineRun of(String... args) {
    SharedSpark.session();
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int status = Main.run(args);
      return new CommandLineRun(
          status,
          printed.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Lines of standard error that are the job's own words. */
  public List<String> complaints() {
    return err.lines()
        .filter(
            line ->
                line.startsWith("eegpt:")
                    || line.startsWith("quarantined:")
                    || line.startsWith("damaged:"))
        .toList();
  }
}
