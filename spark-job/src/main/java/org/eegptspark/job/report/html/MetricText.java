package org.eegptspark.job.report.html;

import static j2html.TagCreator.small;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;

import j2html.tags.specialized.TdTag;
import java.util.Locale;
import java.util.Map;
import org.eegptspark.job.probe.grid.ResultRow;

/** Metrics as the page shows them. */
final class MetricText {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("accuracy", "Accuracy"),
          Map.entry("balanced_accuracy", "Balanced accuracy"),
          Map.entry("cohen_kappa", "Cohen's kappa"),
          Map.entry("weighted_f1", "Weighted F1"),
          Map.entry("macro_f1", "Macro F1"),
          Map.entry("auroc", "AUROC"),
          Map.entry("auprc", "AUPRC"),
          Map.entry("r2", "R²"),
          Map.entry("pearson", "Pearson's r"),
          Map.entry("rmse", "RMSE"),
          Map.entry("mae", "MAE"));

  private MetricText() {}

  static String name(String metric) {
    return NAMES.getOrDefault(metric, metric);
  }

  static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** The value, with its interval and its mean and deviation over folds below. */
  static TdTag cell(ResultRow row) {
    TdTag cell = td(text(number(row.value()))).withClass("number");
    if (!Double.isNaN(row.low())) {
      cell.with(small(number(row.low()) + " to " + number(row.high())));
    }
    if (row.folds() > 1) {
      cell.with(small("folds " + number(row.mean()) + " ± " + number(row.sd())));
    }
    return cell;
  }
}
