package org.eegptspark.job.report.html;

import static j2html.TagCreator.a;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eegptspark.job.probe.grid.ResultRow;

/**
 * All cells' metrics, a row a cell and level. The best model and head of a corpus, split and level
 * stands out.
 */
final class Overview {
  private static final List<String> OF_CLASSES =
      List.of("balanced_accuracy", "cohen_kappa", "weighted_f1", "auroc", "auprc");
  private static final List<String> OF_NUMBERS = List.of("r2", "pearson", "rmse", "mae");
  private static final List<String> LOWER_IS_BETTER = List.of("rmse", "mae");

  private final List<ResultRow> rows;

  Overview(List<ResultRow> rows) {
    this.rows = rows;
  }

  /** The tables: of classifications and of regressions, where there are any. */
  DomContent tables() {
    return each(List.of(OF_CLASSES, OF_NUMBERS), this::tableOf);
  }

  private DomContent tableOf(List<String> metrics) {
    Map<String, Map<String, ResultRow>> lines = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      if (metrics.contains(row.metric())) {
        lines
            .computeIfAbsent(row.cell() + " " + row.level(), line -> new LinkedHashMap<>())
            .put(row.metric(), row);
      }
    }
    if (lines.isEmpty()) {
      return each();
    }
    List<DomContent> heads = new ArrayList<>();
    List.of("Corpus", "Model", "Split", "Head", "Level").forEach(name -> heads.add(th(name)));
    metrics.forEach(name -> heads.add(th(MetricText.name(name)).withClass("number")));
    heads.add(th("n").withClass("number"));
    return div(table(
            thead(tr(heads.toArray(DomContent[]::new))),
            tbody(each(lines.values(), line -> line(line, metrics)))))
        .withClass("scroll");
  }

  private TrTag line(Map<String, ResultRow> line, List<String> metrics) {
    ResultRow any = line.values().iterator().next();
    TrTag row =
        tr(
            td(any.corpus()),
            td(any.model()),
            td(any.split()),
            td(a(any.head()).withHref("#cell-" + any.cell())),
            td(any.level()));
    for (String metric : metrics) {
      ResultRow found = line.get(metric);
      TdTag cell = MetricText.cell(found);
      row.with(isBest(found) ? cell.withClass("number best") : cell);
    }
    return row.with(td(String.valueOf(any.n())).withClass("number"));
  }

  private boolean isBest(ResultRow row) {
    List<Double> rivals =
        rows.stream()
            .filter(
                other ->
                    other.metric().equals(row.metric())
                        && other.corpus().equals(row.corpus())
                        && other.split().equals(row.split())
                        && other.level().equals(row.level())
                        && !Double.isNaN(other.value()))
            .map(ResultRow::value)
            .toList();
    double best =
        LOWER_IS_BETTER.contains(row.metric())
            ? rivals.stream().mapToDouble(x -> x).min().orElse(Double.NaN)
            : rivals.stream().mapToDouble(x -> x).max().orElse(Double.NaN);
    return rivals.size() > 1 && row.value() == best;
  }
}
