package org.eegptspark.job.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar at the bottom of a terminal: share, count, time gone and left, rate. */
final class ProgressBarOnTerminal implements ProgressDisplay {
  private static final int REDRAWN_MILLIS = 500;

  private final LinesAbove linesAbove;
  private final ProgressBar bar;

  ProgressBarOnTerminal(Progress.Work work, PrintStream terminal) {
    StatusLine line = new StatusLine(terminal);
    this.linesAbove = new LinesAbove(line);
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(work.name())
            .setUnit(" " + work.unit(), work.unitSize())
            .setInitialMax(work.total())
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed()
            .setUpdateIntervalMillis(REDRAWN_MILLIS)
            .setConsumer(new OnLine(line, new ConsoleProgressBarConsumer(terminal)))
            .build();
  }

  @Override
  public void show(long done) {
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
    linesAbove.close();
  }

  /** Draws on a status line, as wide as a console's consumer finds the terminal to be. */
  private record OnLine(StatusLine line, ConsoleProgressBarConsumer console)
      implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return console.getMaxRenderedLength();
    }

    @Override
    public void accept(String rendered) {
      line.show(rendered);
    }

    @Override
    public void close() {
      line.end();
    }
  }
}
