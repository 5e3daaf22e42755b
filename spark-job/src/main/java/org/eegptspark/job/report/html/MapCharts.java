package org.eegptspark.job.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.h4;
import static j2html.TagCreator.section;

import j2html.tags.DomContent;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.eegptspark.job.probe.EmbeddingMap;
import org.eegptspark.job.probe.EmbeddingMap.Point;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A map of embeddings, coloured by label, or by value of numbers, and by subject. */
record MapCharts(String corpus, String model, EmbeddingMap map) {
  private static final int WIDTH = 540;
  private static final int HEIGHT = 460;
  private static final int MOST_COLORS = 8;

  DomContent charts() {
    List<DomContent> figures = new ArrayList<>();
    figures.add(
        map.classes().isEmpty()
            ? figure("value", ValueQuarters.of(map.points()), ValueQuarters::color)
            : figure("label", groups(Point::label), ChartImage::color));
    if (map.points().stream().map(Point::subject).distinct().count() > 1) {
      figures.add(
          figure(
              "subject",
              groups(point -> point.subject() == null ? "unknown" : point.subject()),
              ChartImage::color));
    }
    return section(
        h4(corpus + " / " + model), div(figures.toArray(DomContent[]::new)).withClass("figures"));
  }

  /** Classes in their order, for the colours that curves have; others by name. */
  private Map<String, List<Point>> groups(Function<Point, String> group) {
    Comparator<String> order =
        Comparator.comparingInt((String name) -> map.classes().indexOf(name))
            .thenComparing(Comparator.naturalOrder());
    Map<String, List<Point>> groups = new TreeMap<>(order);
    map.points()
        .forEach(
            point -> groups.computeIfAbsent(group.apply(point), g -> new ArrayList<>()).add(point));
    return groups;
  }

  private DomContent figure(String by, Map<String, List<Point>> groups, IntFunction<Color> colors) {
    XYChart chart = ChartImage.chart(WIDTH, HEIGHT, "Coloured by " + by, axis(0), axis(1));
    chart.getStyler().setMarkerSize(5);
    chart.getStyler().setXAxisDecimalPattern("0.##").setYAxisDecimalPattern("0.##");
    List<Point> rest = new ArrayList<>();
    int number = 0;
    for (Map.Entry<String, List<Point>> entry : groups.entrySet()) {
      if (number < MOST_COLORS) {
        scatter(chart, entry.getKey(), entry.getValue(), colors.apply(number++));
      } else {
        rest.addAll(entry.getValue());
      }
    }
    if (!rest.isEmpty()) {
      scatter(chart, groups.size() - MOST_COLORS + " more", rest, Color.LIGHT_GRAY);
    }
    return ChartImage.figureOf(
        chart,
        "Map of " + corpus + " by " + model + ", coloured by " + by,
        map.points().size() + " of " + map.labelled() + " labelled windows");
  }

  private String axis(int component) {
    return component < map.explained().size()
        ? String.format(
            Locale.ROOT,
            "component %d (%.0f%% of variance)",
            component + 1,
            100 * map.explained().get(component))
        : "";
  }

  private static void scatter(XYChart chart, String name, List<Point> points, Color color) {
    chart
        .addSeries(
            name,
            points.stream().mapToDouble(Point::x).toArray(),
            points.stream().mapToDouble(Point::y).toArray())
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(ChartImage.translucent(color));
  }
}
