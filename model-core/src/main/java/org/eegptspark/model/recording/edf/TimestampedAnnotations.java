package org.eegptspark.model.recording.edf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.eegptspark.model.recording.FileText;

/**
 * Parses time-stamped annotations lists (TALs), section 2.2.2 of the EDF+ specification (Kemp and
 * Olivan 2003): {@code onset [21 duration] 20 text 20 … text 20 0}, padded with zeros.
 */
final class TimestampedAnnotations {
  private static final byte DURATION_FOLLOWS = 21;
  private static final byte TEXT_ENDS = 20;

  /** Seconds with at most 292 years of nanoseconds; the sign is missing in some files. */
  private static final Pattern SECONDS = Pattern.compile("[+-]?\\d{1,9}([.,]\\d*)?");

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

  private static OptionalLong nanos(byte[] bytes, int from, int to) {
    if (to - from > 32) {
      return OptionalLong.empty();
    }
    String text = FileText.decode(bytes, from, to).strip();
    if (!SECONDS.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    String digits = text.replaceFirst("^[+-]", "").replace(',', '.');
    int point = digits.indexOf('.');
    String whole = point < 0 ? digits : digits.substring(0, point);
    String fraction = point < 0 ? "" : digits.substring(point + 1);
    String billionths = (fraction + "000000000").substring(0, 9);
    long value = Long.parseLong(whole) * 1_000_000_000L + Long.parseLong(billionths);
    return OptionalLong.of(text.startsWith("-") ? -value : value);
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
