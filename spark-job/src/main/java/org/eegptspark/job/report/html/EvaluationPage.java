package org.eegptspark.job.report.html;

import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.style;
import static j2html.TagCreator.text;
import static j2html.TagCreator.title;

import j2html.TagCreator;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.eegptspark.job.probe.EmbeddingMap;
import org.eegptspark.job.probe.grid.ResultRow;
import org.eegptspark.job.probe.grid.StoredCell;
import org.eegptspark.job.report.Version;

/**
 * The page of an evaluation: one file that needs no other, no script and no network. Cells, maps
 * and failures are handed over one after the other and shown in that order.
 */
public final class EvaluationPage {
  private static final int OPEN_CELLS = 1;

  private final List<ResultRow> rows = new ArrayList<>();
  private final List<DomContent> cells = new ArrayList<>();
  private final List<DomContent> maps = new ArrayList<>();
  private final List<DomContent> failures = new ArrayList<>();

  /** Adds a cell: its metrics, and what it left in its folder. */
  public void cell(List<ResultRow> metrics, StoredCell stored) {
    rows.addAll(metrics);
    cells.add(new CellSection(metrics, stored).section(cells.size() < OPEN_CELLS));
  }

  /** Adds a cell that has no results, and why. */
  public void failed(String title, String problem) {
    failures.add(p(strong(title), text(": " + problem)).withClass("failed"));
  }

  /** Adds a map of a corpus by a model. */
  public void map(String corpus, String model, EmbeddingMap map) {
    maps.add(new MapCharts(corpus, model, map).charts());
  }

  /** The page. */
  public String html() {
    return document(
        TagCreator.html(
                head(
                    meta().withCharset("utf-8"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    title("EEGPT evaluation"),
                    style(rawHtml(css()))),
                body(
                    h1("EEGPT evaluation"),
                    p(about()).withClass("quiet"),
                    part(!failures.isEmpty(), "Without results", failures),
                    part(
                        !rows.isEmpty(),
                        "Results",
                        List.of(
                            p("Over all tested units; below it the interval of 95% by the"
                                    + " bootstrap over groups, and mean ± standard deviation"
                                    + " over folds. The best of a corpus, split and level is"
                                    + " bold.")
                                .withClass("quiet"),
                            new Overview(rows).tables())),
                    part(!maps.isEmpty(), "Embedding maps", maps()),
                    part(!cells.isEmpty(), "Cells", cells)))
            .withLang("en"));
  }

  private List<DomContent> maps() {
    List<DomContent> parts = new ArrayList<>();
    parts.add(
        p("Windows' tokens, averaged over patches, on their first two principal components.")
            .withClass("quiet"));
    parts.addAll(maps);
    return parts;
  }

  private String about() {
    return cells.size()
        + " cells with results, "
        + failures.size()
        + " without; eegpt-spark "
        + Version.TEXT
        + ", "
        + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")
            .format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  private static DomContent part(boolean isShown, String name, List<DomContent> content) {
    return isShown ? each(h2(name), each(content, one -> one)) : each();
  }

  private static String css() {
    try (InputStream in = EvaluationPage.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
