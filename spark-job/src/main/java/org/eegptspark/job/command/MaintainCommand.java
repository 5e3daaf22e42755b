package org.eegptspark.job.command;

import java.util.concurrent.Callable;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.Maintain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt maintain}. */
@Command(
    name = "maintain",
    description =
        "Compacts a table and drops what no reader needs any more, by its format's own means, and"
            + " removes what killed runs left.",
    mixinStandardHelpOptions = true)
public final class MaintainCommand implements Callable<Integer> {
  @Option(
      names = "--table",
      required = true,
      paramLabel = "TABLE",
      description = "A recordings or an embeddings table; its format is recognised.")
  String table;

  @Option(
      names = "--older-than",
      defaultValue = "168",
      paramLabel = "HOURS",
      description =
          "Keep what is younger: readers and writers of it may be at work (default:"
              + " ${DEFAULT-VALUE}).")
  long hours;

  @Mixin SparkOptions sparkOptions;

  @Mixin Verbosity verbosity;

  @Override
  public Integer call() throws Exception {
    try (SparkOptions.Scope scope = sparkOptions.start("maintain", verbosity)) {
      new Maintain(scope.session(), table)
          .olderThan(java.time.Duration.ofHours(hours))
          .execute()
          .forEach(System.out::println);
    }
    return Main.DONE;
  }
}
