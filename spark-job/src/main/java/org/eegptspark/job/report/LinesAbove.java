package org.eegptspark.job.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Has all that this process prints, its log included, go above a {@link StatusLine} until closed.
 *
 * <p>The log needs a way of its own: Log4j's console appenders hold on to the stream that was
 * standard error when logging began, which under {@code spark-submit} is long before.
 */
final class LinesAbove implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final PrintStream outAbove;
  private final PrintStream errAbove;
  private final List<Runnable> restore = new ArrayList<>();

  LinesAbove(StatusLine line) {
    outAbove = line.above(out);
    errAbove = line.above(err);
    System.setOut(outAbove);
    System.setErr(errAbove);
    if (LogManager.getContext(false) instanceof LoggerContext context) {
      context.getConfiguration().getLoggers().values().forEach(logger -> wrap(logger, line));
      context.updateLoggers();
      restore.add(context::updateLoggers);
    }
  }

  private void wrap(LoggerConfig logger, StatusLine line) {
    for (Appender appender : List.copyOf(logger.getAppenders().values())) {
      if (appender instanceof ConsoleAppender) {
        Appender above = new AppenderAbove(appender, line);
        above.start();
        Level level = level(logger, appender);
        logger.removeAppender(appender.getName());
        logger.addAppender(above, level, null);
        restore.add(
            () -> {
              logger.removeAppender(above.getName());
              logger.addAppender(appender, level, null);
            });
      }
    }
  }

  private static Level level(LoggerConfig logger, Appender appender) {
    return logger.getAppenderRefs().stream()
        .filter(ref -> ref.getRef().equals(appender.getName()))
        .findFirst()
        .map(AppenderRef::getLevel)
        .orElse(null);
  }

  /** What was printed without an end of line comes now. */
  @Override
  public void close() {
    restore.forEach(Runnable::run);
    System.setOut(out);
    System.setErr(err);
    outAbove.close();
    errAbove.close();
  }

  /** Appends as another one does, above the line. */
  private static final class AppenderAbove extends AbstractAppender {
    private final Appender console;
    private final StatusLine line;

    AppenderAbove(Appender console, StatusLine line) {
      super(console.getName() + " above the status line", null, null, true, Property.EMPTY_ARRAY);
      this.console = console;
      this.line = line;
    }

    @Override
    public void append(LogEvent event) {
      line.above(() -> console.append(event));
    }
  }
}
