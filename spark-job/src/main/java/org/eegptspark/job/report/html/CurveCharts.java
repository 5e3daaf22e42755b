package org.eegptspark.job.report.html;

import static j2html.TagCreator.each;

import j2html.tags.DomContent;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.eegptspark.job.probe.grid.StoredCell;
import org.eegptspark.model.metrics.RankingCurves;
import org.eegptspark.model.metrics.RankingCurves.Point;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * ROC and precision-recall curves of tested windows: of two classes the last one's, of more each
 * against the rest.
 */
final class CurveCharts {
  private static final int WIDTH = 540;
  private static final int HEIGHT = 460;
  private static final BasicStroke LINE = new BasicStroke(2f);
  private static final BasicStroke CHANCE =
      new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 4}, 0);

  private final StoredCell cell;
  private final Function<String, Double> metrics;

  /**
   * Curves of a cell.
   *
   * @param metrics of its windows, by name
   */
  CurveCharts(StoredCell cell, Function<String, Double> metrics) {
    this.cell = cell;
    this.metrics = metrics;
  }

  /** Both figures. */
  DomContent figures() {
    XYChart roc =
        unitSquare(
            "Receiver operating characteristic", "false positive rate", "true positive rate");
    XYChart precisionRecall = unitSquare("Precision and recall", "recall", "precision");
    List<String> classes = cell.classes();
    for (int k = classes.size() == 2 ? 1 : 0; k < classes.size(); k++) {
      boolean[] isOfClass = isOf(classes.get(k));
      if (hasBoth(isOfClass)) {
        int column = k;
        RankingCurves curves =
            RankingCurves.of(
                cell.windows().stream().mapToDouble(window -> window.outputs()[column]).toArray(),
                isOfClass);
        line(roc, legend(k, "auroc", "area"), curves.roc(), k);
        line(
            precisionRecall,
            legend(k, "auprc", "average precision"),
            steps(curves.precisionRecall()),
            k);
      }
    }
    XYSeries chance = roc.addSeries("chance", new double[] {0, 1}, new double[] {0, 1});
    chance.setMarker(SeriesMarkers.NONE).setLineColor(Color.GRAY).setLineStyle(CHANCE);
    String of = cell.windows().size() + " tested windows, all folds together";
    return each(
        ChartImage.figureOf(roc, "ROC curves", of),
        ChartImage.figureOf(precisionRecall, "Precision-recall curves", of));
  }

  private static XYChart unitSquare(String title, String x, String y) {
    XYChart chart = ChartImage.chart(WIDTH, HEIGHT, title, x, y);
    // With ticks of its own making, XChart would put them where the points lie.
    chart.setCustomXAxisTickLabelsFormatter(CurveCharts::tick);
    chart.setCustomYAxisTickLabelsFormatter(CurveCharts::tick);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    return chart;
  }

  private static String tick(double at) {
    return String.format(Locale.ROOT, "%.1f", at);
  }

  private boolean[] isOf(String name) {
    boolean[] isOf = new boolean[cell.windows().size()];
    for (int i = 0; i < isOf.length; i++) {
      isOf[i] = cell.windows().get(i).truth().equals(name);
    }
    return isOf;
  }

  private static boolean hasBoth(boolean[] isOfClass) {
    int found = 0;
    for (boolean one : isOfClass) {
      found += one ? 1 : 0;
    }
    return found > 0 && found < isOfClass.length;
  }

  private String legend(int k, String metric, String words) {
    String name = cell.classes().get(k);
    return String.format(
        Locale.ROOT, "%s (%s %.3f)", name, words, metrics.apply(metric + ":" + name));
  }

  /** A staircase: precision holds from the recall before, as average precision has it. */
  private static List<Point> steps(List<Point> points) {
    List<Point> stairs = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i > 0) {
        stairs.add(new Point(points.get(i - 1).x(), points.get(i).y()));
      }
      stairs.add(points.get(i));
    }
    return stairs;
  }

  private static void line(XYChart chart, String name, List<Point> points, int k) {
    chart
        .addSeries(
            name,
            points.stream().mapToDouble(Point::x).toArray(),
            points.stream().mapToDouble(Point::y).toArray())
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(ChartImage.color(k))
        .setLineStyle(LINE);
  }
}
