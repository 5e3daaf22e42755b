package org.eegptspark.job.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eegptspark.job.action.Probe;
import org.eegptspark.job.probe.Fold;
import org.eegptspark.job.probe.LabelledWindows;
import org.eegptspark.job.probe.LevelResult;
import org.eegptspark.job.probe.Overlap;

/** What a probe is worth, as a table on the console. */
record ProbeText(PrintStream out, Locale locale) {
  void print(Probe.Result result) {
    LabelledWindows windows = result.windows();
    line(
        "%s: %d windows with a label, %d without; %s",
        result.settings().input(), windows.rows().size(), windows.unlabelled(), classes(windows));
    if (result.origin().weights() != null) {
      line("Model: %s (model_id %s)", result.origin().weights(), result.origin().modelId());
    }
    line(
        "%s on %s, split by %s: %d %s",
        result.settings().head().name(),
        result.settings().features().key(),
        result.settings().split().by(),
        result.folds().size(),
        result.folds().size() == 1 ? "fold" : "folds");
    sides(result.folds());
    result.levels().forEach(level -> metrics(result, level));
  }

  private static String classes(LabelledWindows windows) {
    if (windows.classes().isEmpty()) {
      return "a regression";
    }
    long[] counts = windows.classCounts();
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < counts.length; k++) {
      text.append(k == 0 ? "" : ", ")
          .append(windows.classes().get(k))
          .append(' ')
          .append(counts[k]);
    }
    return text.toString();
  }

  /** What lies on both sides of a fold, at most. */
  private void sides(List<Fold> folds) {
    Overlap most =
        folds.stream()
            .map(Fold::overlap)
            .reduce(
                (a, b) ->
                    new Overlap(
                        Math.max(a.recordings(), b.recordings()),
                        Math.max(a.sessions(), b.sessions()),
                        Math.max(a.subjects(), b.subjects()),
                        Math.max(a.groups(), b.groups())))
            .orElseThrow();
    line(
        "On both sides of a fold: %d recordings, %d sessions, %d subjects%s",
        most.recordings(),
        most.sessions(),
        most.subjects(),
        most.recordings() > 0
            ? " (LEAKAGE: neighbouring windows of a recording are alike)"
            : most.subjects() > 0 ? " (within subjects)" : "");
  }

  private void metrics(Probe.Result result, LevelResult level) {
    line("");
    line(
        "%-22s %8s %18s %19s",
        level.units() + " " + level.level() + "s", "all", "folds, mean (sd)", "95% interval");
    for (Map.Entry<String, LevelResult.Metric> entry : level.metrics().entrySet()) {
      LevelResult.Metric metric = entry.getValue();
      if (!entry.getKey().contains(":")) {
        line(
            "%-22s %8s %18s %19s",
            entry.getKey(),
            number(metric.value()),
            result.folds().size() < 2
                ? ""
                : number(metric.mean()) + " (" + number(metric.sd()) + ")",
            level.intervalsOver() == null
                ? ""
                : number(metric.low()) + " to " + number(metric.high()));
      }
    }
    if (level.intervalsOver() != null) {
      line("Intervals: bootstrap over %s", level.intervalsOver());
    }
    if (level.confusion().length > 0) {
      confusion(result.windows().classes(), level);
    }
  }

  private void confusion(List<String> classes, LevelResult level) {
    StringBuilder head = new StringBuilder(String.format(locale, "%-22s", "true \\ predicted"));
    classes.forEach(name -> head.append(String.format(locale, " %12s", name)));
    line("%s %9s %9s %9s", head, "precision", "recall", "f1");
    for (int k = 0; k < classes.size(); k++) {
      StringBuilder row = new StringBuilder(String.format(locale, "%-22s", classes.get(k)));
      for (long count : level.confusion()[k]) {
        row.append(String.format(locale, " %12d", count));
      }
      line(
          "%s %9s %9s %9s",
          row,
          number(level.metrics().get("precision:" + classes.get(k)).value()),
          number(level.metrics().get("recall:" + classes.get(k)).value()),
          number(level.metrics().get("f1:" + classes.get(k)).value()));
    }
  }

  private String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(locale, "%.3f", value);
  }

  private void line(String format, Object... values) {
    out.println(String.format(locale, format, values));
  }
}
