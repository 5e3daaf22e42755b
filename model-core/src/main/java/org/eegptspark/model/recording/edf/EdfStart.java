package org.eegptspark.model.recording.edf;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The start of a recording, from the three header fields that tell of it. */
final class EdfStart {
  private static final Pattern THREE_NUMBERS =
      Pattern.compile("(\\d{1,2})\\D(\\d{1,2})\\D(\\d{1,2})");
  private static final Pattern STARTDATE =
      Pattern.compile("Startdate (\\d{1,2})-(\\p{Alpha}{3})-(\\d{4})\\b.*", Pattern.DOTALL);

  /** What EDF+ writes for a start that is unknown or withheld. */
  static final String WITHHELD_DATE = "01.01.85";

  private static final Pattern WITHHELD = Pattern.compile("Startdate X\\b.*", Pattern.DOTALL);
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

  /** Two digits are a year from 1985 to 2084: the format's own clipping date. */
  private static final int FIRST_YEAR = 85;

  private EdfStart() {}

  /**
   * The start to the second; empty where date or time are absent or impossible.
   *
   * @param recording the local recording identification, whose "Startdate 02-MAR-2002" has the
   *     whole year and therefore goes before {@code date}
   * @param date dd.mm.yy with any separator
   * @param time hh.mm.ss with any separator
   */
  static Optional<LocalDateTime> of(String recording, String date, String time) {
    try {
      if (WITHHELD.matcher(recording).matches() && date.equals(WITHHELD_DATE)) {
        return Optional.empty();
      }
      Optional<LocalDate> day = startdate(recording).or(() -> shortDate(date));
      Matcher clock = THREE_NUMBERS.matcher(time);
      if (day.isEmpty() || !clock.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          day.get().atTime(LocalTime.of(number(clock, 1), number(clock, 2), number(clock, 3))));
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> startdate(String recording) {
    Matcher matcher = STARTDATE.matcher(recording);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int month = 1 + MONTHS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
    return Optional.of(LocalDate.of(number(matcher, 3), month, number(matcher, 1)));
  }

  private static Optional<LocalDate> shortDate(String date) {
    Matcher matcher = THREE_NUMBERS.matcher(date);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int year = number(matcher, 3);
    int century = year >= FIRST_YEAR ? 1900 : 2000;
    return Optional.of(LocalDate.of(century + year, number(matcher, 2), number(matcher, 1)));
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
