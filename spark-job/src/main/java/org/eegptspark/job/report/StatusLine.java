package org.eegptspark.job.report;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A line at the bottom of a terminal that is written over again and again, with whatever else is
 * printed going above it.
 *
 * <p>For any number of threads.
 */
final class StatusLine {
  private static final String ERASE = "\r\u001b[K"; // to the line's begin; clear to its end

  private final PrintStream terminal;
  private String shown = "";

  StatusLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /**
   * Shows a text in place of the last one.
   *
   * @param text shorter than the terminal is wide, without line ends
   */
  synchronized void show(String text) {
    shown = text;
    draw();
  }

  /** Has something print whole lines, to this terminal or not, and draws the text below them. */
  synchronized void above(Runnable print) {
    if (!shown.isEmpty()) {
      terminal.print(ERASE);
      terminal.flush();
    }
    print.run();
    if (!shown.isEmpty()) {
      draw();
    }
  }

  /** Leaves the text where it is; what is printed from now on goes below it. */
  synchronized void end() {
    if (!shown.isEmpty()) {
      shown = "";
      terminal.println();
    }
  }

  private void draw() {
    terminal.print(ERASE + shown);
    terminal.flush();
  }

  /** A stream whose lines go above the text, each whole. */
  PrintStream above(PrintStream stream) {
    OutputStream lines =
        new OutputStream() {
          private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

          @Override
          public synchronized void write(int b) {
            begun.write(b);
            if (b == '\n') {
              byte[] line = begun.toByteArray();
              begun.reset();
              above(() -> stream.write(line, 0, line.length));
              stream.flush();
            }
          }

          @Override
          public synchronized void close() {
            byte[] rest = begun.toByteArray();
            begun.reset();
            stream.write(rest, 0, rest.length);
            stream.flush();
          }
        };
    return new PrintStream(lines, true, StandardCharsets.UTF_8);
  }
}
