package org.eegptspark.job.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a person sees of a terminal that was written to: returns go back, {@code ESC[K} clears. */
public final class Screen {
  private Screen() {}

  static List<String> of(ByteArrayOutputStream written) {
    return of(written.toString(StandardCharsets.UTF_8));
  }

  /** The lines, the last of them that the cursor is in. */
  public static List<String> of(String written) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int column = 0;
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == '\n') {
        lines.add(line.toString());
        line.setLength(0);
        column = 0;
      } else if (c == '\r') {
        column = 0;
      } else if (written.startsWith("\u001b[K", i)) {
        line.setLength(column);
        i += 2;
      } else {
        line.replace(column, Math.min(line.length(), column + 1), String.valueOf(c));
        column++;
      }
    }
    lines.add(line.toString());
    return lines;
  }
}
