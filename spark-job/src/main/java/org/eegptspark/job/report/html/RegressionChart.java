package org.eegptspark.job.report.html;

import j2html.tags.DomContent;
import java.awt.Color;
import java.util.stream.DoubleStream;
import org.eegptspark.job.probe.grid.StoredCell;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Predicted values over true ones. */
record RegressionChart(StoredCell cell) {
  private static final int WIDTH = 540;
  private static final int HEIGHT = 460;

  DomContent figure() {
    double[] truth =
        cell.windows().stream().mapToDouble(w -> Double.parseDouble(w.truth())).toArray();
    double[] predicted = cell.windows().stream().mapToDouble(w -> w.outputs()[0]).toArray();
    XYChart chart =
        ChartImage.chart(
            WIDTH, HEIGHT, "Predicted over true values", "true value", "predicted value");
    chart.getStyler().setMarkerSize(5);
    chart
        .addSeries("windows", truth, predicted)
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(ChartImage.translucent(ChartImage.color(0)));
    double low = DoubleStream.of(truth).min().orElse(0);
    double high = DoubleStream.of(truth).max().orElse(0);
    double[] ends = {low, high};
    chart.addSeries("equal", ends, ends).setMarker(SeriesMarkers.NONE).setLineColor(Color.GRAY);
    return ChartImage.figureOf(
        chart, "Predicted over true values", cell.windows().size() + " tested windows");
  }
}
