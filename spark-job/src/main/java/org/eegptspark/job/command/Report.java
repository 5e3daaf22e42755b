package org.eegptspark.job.command;

import java.util.List;
import java.util.Locale;
import org.eegptspark.job.Main;
import org.eegptspark.job.table.Quarantine;

/** What commands say in the end. */
final class Report {
  private static final int SHOWN = 20;

  private Report() {}

  /** Prints sentences on standard error, the first ones in full and the rest as a count. */
  static void some(List<String> lines, String rest) {
    lines.stream().limit(SHOWN).forEach(System.err::println);
    if (lines.size() > SHOWN) {
      System.err.printf("… and %d more: see %s%n", lines.size() - SHOWN, rest);
    }
  }

  /** Prints what was put in quarantine; returns the exit status that this means. */
  static int quarantine(List<Quarantine.Entry> entries, String quarantine) {
    if (entries.isEmpty()) {
      return Main.DONE;
    }
    some(entries.stream().map(entry -> "quarantined: " + line(entry)).toList(), quarantine);
    System.err.printf("%d put in quarantine: %s%n", entries.size(), quarantine);
    return Main.SOME_QUARANTINED;
  }

  /** What and why; many a reason of a whole recording begins with what. */
  private static String line(Quarantine.Entry entry) {
    if (entry.segment() != null) {
      return entry.source() + " segment " + entry.segment() + ": " + entry.reason();
    }
    return entry.reason().startsWith(entry.source())
        ? entry.reason()
        : entry.source() + ": " + entry.reason();
  }

  /** Hours, minutes and seconds of signal. */
  static String duration(double seconds) {
    return seconds >= 3600
        ? String.format(Locale.ROOT, "%.2f h", seconds / 3600)
        : seconds >= 60
            ? String.format(Locale.ROOT, "%.1f min", seconds / 60)
            : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
