package org.eegptspark.model.recording.edf;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.eegptspark.model.recording.FileText;

/** Reads the fixed-width text fields of an EDF header one after the other. */
final class HeaderFields {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}(\\.0*)?");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private final byte[] bytes;
  private int at;

  HeaderFields(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The next field without the blanks, tabs and NULs that pad it. */
  String text(int width) {
    int from = at;
    int to = at + width;
    at = to;
    while (from < to && isPadding(bytes[from])) {
      from++;
    }
    while (to > from && isPadding(bytes[to - 1])) {
      to--;
    }
    return FileText.decode(bytes, from, to);
  }

  /** As {@link #text(int)} for one field of each of several signals, which stand in a row. */
  String[] texts(int signals, int width) {
    String[] texts = new String[signals];
    for (int i = 0; i < signals; i++) {
      texts[i] = text(width);
    }
    return texts;
  }

  /** The whole number that a field's text stands for, if it does. */
  static OptionalLong integer(String text) {
    if (!INTEGER.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    int point = text.indexOf('.');
    return OptionalLong.of(Long.parseLong(point < 0 ? text : text.substring(0, point)));
  }

  /**
   * The finite number that a field's text stands for, with a decimal point or comma, if it does.
   */
  static OptionalDouble decimal(String text) {
    String pointed = text.replace(',', '.');
    if (!DECIMAL.matcher(pointed).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(pointed);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static boolean isPadding(byte b) {
    return b == ' ' || b == 0 || b == '\t' || b == '\r' || b == '\n';
  }
}
