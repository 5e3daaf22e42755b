package org.eegptspark.job.report.html;

import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.h4;
import static j2html.TagCreator.p;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.DetailsTag;
import java.util.List;
import java.util.stream.Collectors;
import org.eegptspark.job.probe.grid.ResultRow;
import org.eegptspark.job.probe.grid.StoredCell;

/**
 * One cell: settings, all metrics, confusion matrices, curves, labels over time.
 *
 * @param rows the cell's metrics
 * @param stored what it left in its folder
 */
record CellSection(List<ResultRow> rows, StoredCell stored) {

  DetailsTag section(boolean isOpen) {
    ResultRow any = rows.get(0);
    List<String> levels = rows.stream().map(ResultRow::level).distinct().toList();
    DetailsTag section =
        details(
                summary(
                    h3(
                        any.corpus()
                            + " / "
                            + any.model()
                            + " / "
                            + any.split()
                            + " / "
                            + any.head())),
                p(about(any)).withClass("quiet"),
                p("Head: " + head() + "; on " + any.features() + " of the tokens")
                    .withClass("quiet"),
                each(levels, this::metrics))
            .withId("cell-" + any.cell());
    section.with(figures());
    return isOpen ? section.attr("open") : section;
  }

  private String head() {
    return stored.report().get("head").properties().stream()
        .map(
            setting ->
                setting.getKey().equals("name")
                    ? setting.getValue().asText()
                    : setting.getKey() + " " + setting.getValue().asText())
        .collect(Collectors.joining(", "));
  }

  private String about(ResultRow any) {
    return stored.report().get("windows").asInt()
        + " windows with a label; "
        + any.folds()
        + (any.folds() == 1 ? " fold" : " folds")
        + (any.modelId() == null ? "" : "; model " + any.modelId())
        + (any.weights() == null ? "" : " (" + any.weights() + ")");
  }

  private DomContent metrics(String level) {
    List<ResultRow> ofLevel = rows.stream().filter(row -> row.level().equals(level)).toList();
    List<ResultRow> ofAll = ofLevel.stream().filter(row -> !row.metric().contains(":")).toList();
    long[][] confusion = stored.confusion(level);
    return each(
        h4("By " + level + " (" + ofLevel.get(0).n() + ")"),
        div(table(
                thead(
                    tr(each(ofAll, row -> th(MetricText.name(row.metric())).withClass("number")))),
                tbody(tr(each(ofAll, MetricText::cell)))))
            .withClass("scroll"),
        confusion.length == 0
            ? each()
            : div(new ConfusionTable(stored.classes(), confusion).matrix(), byClass(ofLevel))
                .withClass("figures"));
  }

  private DomContent byClass(List<ResultRow> ofLevel) {
    List<String> names = List.of("precision", "recall", "f1", "auroc", "auprc");
    return div(table(
            thead(
                tr(
                    th("Class"),
                    each(names, name -> th(MetricText.name(name)).withClass("number")))),
            tbody(
                each(
                    stored.classes(),
                    one ->
                        tr(
                            td(one),
                            each(
                                names,
                                name ->
                                    td(MetricText.number(value(ofLevel, name + ":" + one)))
                                        .withClass("number")))))))
        .withClass("scroll");
  }

  private DomContent figures() {
    if (stored.classes().isEmpty()) {
      return div(new RegressionChart(stored).figure()).withClass("figures");
    }
    List<ResultRow> windows =
        rows.stream().filter(row -> row.level().equals(rows.get(0).level())).toList();
    List<DomContent> overTime = new LabelsOverTime(stored.classes()).figures(stored);
    return each(
        div(new CurveCharts(stored, metric -> value(windows, metric)).figures())
            .withClass("figures"),
        overTime.isEmpty() ? each() : h4("Labels over time"),
        each(overTime, figure -> figure));
  }

  private static double value(List<ResultRow> rows, String metric) {
    return rows.stream()
        .filter(row -> row.metric().equals(metric))
        .mapToDouble(ResultRow::value)
        .findFirst()
        .orElse(Double.NaN);
  }
}
