package org.eegptspark.model.recording.gdf;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eegptspark.model.recording.FileText;

/** The start of a recording as GDF's versions have it. */
final class GdfStart {
  /** Days from the year 0 on, of which the first year, a leap year, has 366. */
  private static final long FIRST_OF_YEAR_ONE = 367;

  private GdfStart() {}

  /** Of version 2: days since the year 0, in units of 2^-32; 0 where unknown. */
  static Optional<LocalDateTime> ofDays(long fixedPoint) {
    long days = fixedPoint >>> 32;
    double nanos = (fixedPoint & 0xffffffffL) * 0x1p-32 * 86_400e9;
    LocalDateTime start =
        LocalDateTime.of(1, 1, 1, 0, 0)
            .plusDays(days - FIRST_OF_YEAR_ONE)
            .plusNanos(Math.round(nanos / 1000) * 1000);
    boolean possible = start.getYear() > 1900 && start.getYear() < 2200;
    return possible ? Optional.of(start) : Optional.empty();
  }

  /** Of version 1: digits of year, month, day, hour, minute, second, hundredths. */
  static Optional<LocalDateTime> ofDigits(byte[] fixed) {
    String digits = FileText.decode(fixed, 168, 184).strip();
    if (!digits.matches("\\d{14}(\\d\\d)?")) {
      return Optional.empty();
    }
    try {
      LocalDateTime start =
          LocalDateTime.of(
              Integer.parseInt(digits.substring(0, 4)),
              Integer.parseInt(digits.substring(4, 6)),
              Integer.parseInt(digits.substring(6, 8)),
              Integer.parseInt(digits.substring(8, 10)),
              Integer.parseInt(digits.substring(10, 12)),
              Integer.parseInt(digits.substring(12, 14)));
      int hundredths = digits.length() > 14 ? Integer.parseInt(digits.substring(14)) : 0;
      return Optional.of(start.plus(10L * hundredths, ChronoUnit.MILLIS));
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }
}
