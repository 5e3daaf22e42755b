package org.eegptspark.job.command;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eegptspark.job.corpus.CorpusSummary;
import org.eegptspark.job.corpus.SegmentSummary;

/** A corpus's summary as text. */
final class CorpusText {
  private static final int MOST_LABELS = 30;

  private CorpusText() {}

  /** Prints it, a line a fact. */
  static void print(CorpusSummary corpus, PrintStream out) {
    double hours = corpus.groups().stream().mapToDouble(CorpusSummary.Group::hours).sum();
    out.printf(
        Locale.ROOT,
        "recordings    %d of %d subjects, %.2f hours%n",
        corpus.recordings(),
        corpus.subjects(),
        hours);
    for (CorpusSummary.Group group : corpus.groups()) {
      out.printf(
          Locale.ROOT,
          "signals       %s Hz x %d channels, %s: %d recordings, %.2f hours%n",
          number(group.rateHz()),
          group.channels(),
          group.encoding(),
          group.recordings(),
          group.hours());
    }
    printLabels(corpus, out);
    for (CorpusSummary.Coverage montage : corpus.montages()) {
      out.printf(
          "electrodes    %s (%d): all in %d recordings, %d to %d in each%s%n",
          montage.montage(),
          montage.electrodes(),
          montage.whole(),
          montage.fewest(),
          montage.most(),
          montage.missing().isEmpty() || montage.most() == 0
              ? ""
              : "; some lack " + String.join(" ", montage.missing()));
    }
    out.printf(
        "line noise    %s%n",
        corpus.lineNoise().entrySet().stream()
            .map(entry -> entry.getKey() + " in " + entry.getValue() + " recordings")
            .collect(Collectors.joining(", ")));
    out.printf(
        "quality       %s of the electrodes' signal flat, %s clipped%n",
        share(corpus.flat()), share(corpus.clipped()));
  }

  private static void printLabels(CorpusSummary corpus, PrintStream out) {
    corpus.labels().entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<String, SegmentSummary.Label> e) -> e.getValue().count())
                .reversed())
        .limit(MOST_LABELS)
        .forEach(
            label ->
                out.printf(
                    Locale.ROOT,
                    "label         %s: %d, %.0f s%n",
                    label.getKey(),
                    label.getValue().count(),
                    label.getValue().seconds()));
    if (corpus.labels().size() > MOST_LABELS) {
      out.printf("label         and %d more%n", corpus.labels().size() - MOST_LABELS);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  private static String share(double share) {
    return Double.isNaN(share)
        ? "unknown share"
        : String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}
