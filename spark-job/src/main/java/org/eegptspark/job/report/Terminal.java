package org.eegptspark.job.report;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Whether anybody watches. */
final class Terminal {
  private Terminal() {}

  /**
   * Whether standard error is a terminal that can move its cursor. Java knows of standard input and
   * output alone, so a program that inherits it is asked.
   */
  static boolean isStandardError() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return new ProcessBuilder("test", "-t", "2").redirectError(Redirect.INHERIT).start().waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no POSIX system
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
