package org.eegptspark.job.report.html;

import j2html.tags.DomContent;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.eegptspark.job.probe.grid.StoredCell;
import org.eegptspark.job.probe.grid.StoredCell.Window;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * True and predicted labels over the time of a recording; of sleep stages, hypnograms. Drawn for
 * the recordings with most tested windows.
 */
final class LabelsOverTime {
  private static final int MOST_RECORDINGS = 3;
  private static final int FEWEST_WINDOWS = 10;
  private static final int WIDTH = 1100;
  private static final int FRAME = 110;
  private static final int CLASS_HEIGHT = 36;
  private static final String WIDTHLESS = "\u200B";
  private static final double LONG_S = 600;
  private static final BasicStroke TRUE_LINE = new BasicStroke(5f);
  private static final BasicStroke PREDICTED_LINE = new BasicStroke(1.4f);
  private static final Color TRUE_COLOR = new Color(0xf2b84b);

  private final List<String> classes;

  /** For labels of these classes, drawn from the bottom up. */
  LabelsOverTime(List<String> classes) {
    this.classes = classes;
  }

  /** A figure a recording; none where windows' times are not known. */
  List<DomContent> figures(StoredCell cell) {
    Map<String, List<Window>> recordings = new LinkedHashMap<>();
    for (Window window : cell.windows()) {
      if (!Double.isNaN(window.startS()) && !Double.isNaN(window.durationS())) {
        recordings.computeIfAbsent(window.recording(), r -> new ArrayList<>()).add(window);
      }
    }
    return recordings.entrySet().stream()
        .filter(entry -> entry.getValue().size() >= FEWEST_WINDOWS)
        .sorted(
            Comparator.comparing((Map.Entry<String, List<Window>> e) -> -e.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_RECORDINGS)
        .map(entry -> figure(entry.getKey(), entry.getValue()))
        .toList();
  }

  private DomContent figure(String recording, List<Window> windows) {
    String name = recording.replaceAll(".*/", "");
    Window last = windows.get(windows.size() - 1);
    boolean isLong = last.startS() + last.durationS() > LONG_S;
    XYChart chart =
        ChartImage.chart(
            WIDTH,
            FRAME + CLASS_HEIGHT * classes.size(),
            name,
            isLong ? "time (h:min)" : "time (s)",
            "");
    chart.getStyler().setYAxisMin(-1.0).setYAxisMax((double) classes.size());
    chart.getStyler().setYAxisTickMarkSpacingHint(CLASS_HEIGHT - 8);
    chart.getStyler().setXAxisDecimalPattern("0.##");
    chart.setCustomYAxisTickLabelsFormatter(this::tick);
    if (isLong) {
      chart.setCustomXAxisTickLabelsFormatter(LabelsOverTime::clock);
    }
    line(chart, "true", windows, Window::truth).setLineStyle(TRUE_LINE).setLineColor(TRUE_COLOR);
    line(chart, "predicted", windows, Window::predicted)
        .setLineStyle(PREDICTED_LINE)
        .setLineColor(ChartImage.color(0));
    return ChartImage.figureOf(
        chart, "True and predicted labels over time of " + name, windows.size() + " windows");
  }

  private static String clock(double seconds) {
    long minutes = Math.round(seconds / 60);
    return String.format(Locale.ROOT, "%d:%02d", minutes / 60, minutes % 60);
  }

  /**
   * The name of a class; else a blank, none like another: XChart widens the steps between ticks
   * until no two labels are equal, and may not come to an end of it.
   */
  private String tick(double at) {
    int k = (int) Math.rint(at);
    boolean isClass = Math.abs(at - k) < 1e-6 && k >= 0 && k < classes.size();
    return isClass ? classes.get(k) : WIDTHLESS.repeat(1 + (int) Math.rint(40 * Math.abs(at + 1)));
  }

  /** Each window from its start to the next one's, or its end where that is sooner. */
  private XYSeries line(
      XYChart chart, String name, List<Window> windows, Function<Window, String> label) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      double next = i + 1 < windows.size() ? windows.get(i + 1).startS() : Double.MAX_VALUE;
      double end = Math.min(next, window.startS() + window.durationS());
      double level = classes.indexOf(label.apply(window));
      x.add(window.startS());
      y.add(level);
      x.add(end);
      y.add(level);
      if (next > end && i + 1 < windows.size()) { // a gap in the line
        x.add(end);
        y.add(Double.NaN);
      }
    }
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }
}
