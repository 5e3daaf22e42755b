package org.eegptspark.job.report.html;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.small;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A confusion matrix: counts, and shares of the true class, which shade the fields.
 *
 * @param classes names
 * @param counts [true][predicted]
 */
record ConfusionTable(List<String> classes, long[][] counts) {
  private static final double DARK = 0.55;

  DomContent matrix() {
    return div(table(
                caption("true class \\ predicted class").withClass("quiet"),
                thead(tr(th(""), each(classes, name -> th(name)))),
                tbody(each(IntStream.range(0, classes.size()).boxed().toList(), this::row)))
            .withClass("confusion"))
        .withClass("scroll");
  }

  private TrTag row(int truth) {
    double all = LongStream.of(counts[truth]).sum();
    TrTag row = tr(th(classes.get(truth)));
    for (long count : counts[truth]) {
      double share = all == 0 ? 0 : count / all;
      row.with(
          td(text(String.valueOf(count)), small(String.format(Locale.ROOT, "%.0f%%", 100 * share)))
              .withStyle(
                  String.format(
                      Locale.ROOT,
                      "background: rgba(0, 90, 160, %.2f); color: %s",
                      0.06 + 0.86 * share,
                      share > DARK ? "#fff" : "#1c2430")));
    }
    return row;
  }
}
