package org.eegptspark.model.recording.edf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.eegptspark.model.recording.FileText;

/**
 * Parses time-stamped annotations lists (TALs), section 2.2.2 of the EDF+ specification (Kemp and
 * Olivan 2003): {@code onset [21 duration] 20 text 20 … text 20 0}, padded with zeros.
 */
final class TimestampedAnnotations {
  private static final byte DURATION_FOLLOWS = 21;
  private static final byte TEXT_ENDS = 20;

  /** Of whole seconds. */
  private static final int MAX_DIGITS = 9;

  private static final int BILLIONTH_DIGITS = 9;

  private TimestampedAnnotations() {}

  /**
   * One list.
   *
   * @param onsetNanos from the start that the header tells
   * @param durationNanos empty where the list gives none
   * @param texts the first, empty or not, and the others that are not empty; an empty first one in
   *     a data record's first list says that the list is there to keep the record's time
   */
  record Tal(long onsetNanos, OptionalLong durationNanos, List<String> texts) {
    /** Whether the list, where it is its data record's first, tells the record's start. */
    boolean keepsTime() {
      return texts.get(0).isEmpty();
    }
  }

  /** Receives lists in the order they stand in. */
  interface Reader {
    /** A list that follows the grammar. */
    void tal(Tal tal);

    /** Some bytes between zeros that do not; {@code text} is how they begin. */
    void unreadable(String text);
  }

  /**
   * Parses an annotation signal's samples of one data record: the bytes from {@code from} to before
   * {@code to}.
   */
  static void parse(byte[] bytes, int from, int to, Reader reader) {
    int at = from;
    while (at < to) {
      if (bytes[at] == 0) {
        at++;
        continue;
      }
      int end = indexOf(bytes, (byte) 0, at, to);
      Tal tal = tal(bytes, at, end);
      if (tal != null) {
        reader.tal(tal);
      } else {
        reader.unreadable(FileText.decode(bytes, at, Math.min(end, at + 40)));
      }
      at = end;
    }
  }

  private static Tal tal(byte[] bytes, int from, int to) {
    int stampEnd = indexOf(bytes, TEXT_ENDS, from, to);
    if (stampEnd == to) {
      return null;
    }
    int onsetEnd = indexOf(bytes, DURATION_FOLLOWS, from, stampEnd);
    OptionalLong onset = nanos(bytes, from, onsetEnd);
    OptionalLong duration =
        onsetEnd < stampEnd ? nanos(bytes, onsetEnd + 1, stampEnd) : OptionalLong.empty();
    if (onset.isEmpty()) {
      return null;
    }
    List<String> texts = new ArrayList<>(1);
    int at = stampEnd + 1;
    do {
      int end = indexOf(bytes, TEXT_ENDS, at, to);
      if (texts.isEmpty() || end > at) {
        texts.add(FileText.decode(bytes, at, end));
      }
      at = end + 1;
    } while (at < to);
    return new Tal(onset.getAsLong(), duration, texts);
  }

  /**
   * Seconds such as {@code +12.5}, blanks around them: at most 292 years of nanoseconds. The sign
   * is missing in some files, and the point a comma. Every data record has one: they are parsed as
   * they stand.
   */
  private static OptionalLong nanos(byte[] bytes, int from, int to) {
    int at = from;
    int end = to;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    while (at < end && isBlank(bytes[end - 1])) {
      end--;
    }
    boolean negative = at < end && bytes[at] == '-';
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      at++;
    }
    int digits = at;
    long nanos = 0;
    while (at < end && isDigit(bytes[at])) {
      nanos = 10 * nanos + bytes[at++] - '0';
      if (at - digits > MAX_DIGITS) {
        return OptionalLong.empty();
      }
    }
    if (at == digits || at < end && bytes[at] != '.' && bytes[at] != ',') {
      return OptionalLong.empty();
    }
    at++;
    for (int place = 0; place < BILLIONTH_DIGITS; place++) {
      boolean given = at < end && isDigit(bytes[at]);
      nanos = 10 * nanos + (given ? bytes[at++] - '0' : 0);
    }
    while (at < end && isDigit(bytes[at])) {
      at++;
    }
    return at < end ? OptionalLong.empty() : OptionalLong.of(negative ? -nanos : nanos);
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character >= '\t' && character <= '\r';
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return to;
  }
}
