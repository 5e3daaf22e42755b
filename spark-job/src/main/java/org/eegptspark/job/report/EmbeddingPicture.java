package org.eegptspark.job.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.eegptspark.model.BadInputException;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dimensionalityreduction.PCA;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Draws embeddings over time: for each recording its windows' first principal components (of the
 * tokens' mean over patches, all recordings together), on stretches coloured by label.
 */
public final class EmbeddingPicture {
  private static final int COMPONENTS = 2;
  private static final int MAX_RECORDINGS = 4;
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 300;
  private static final double BAND = 3.5;
  private static final Color[] LINES = {new Color(0x1f4e79), new Color(0xc0504d)};
  private static final Color[] LABELS = {
    new Color(0, 0, 0, 0),
    new Color(255, 192, 0, 90),
    new Color(112, 173, 71, 90),
    new Color(128, 100, 162, 90),
    new Color(75, 172, 198, 90)
  };

  private EmbeddingPicture() {}

  private record Window(double startS, double durationS, String label, float[] features) {}

  /**
   * Draws the first recordings of an embeddings table.
   *
   * @param embeddings its rows
   * @param file PNG to write
   * @throws IOException where it cannot be written
   */
  public static void draw(Dataset<Row> embeddings, Path file) throws IOException {
    Map<String, List<Window>> recordings = read(embeddings);
    BadInputException.check(!recordings.isEmpty(), "No windows to draw");
    Map<String, INDArray> components = principalComponents(recordings);
    TreeSet<String> labels = new TreeSet<>();
    recordings.values().forEach(ws -> ws.forEach(w -> labels.add(w.label)));
    List<XYChart> charts = new ArrayList<>();
    recordings.forEach(
        (source, windows) ->
            charts.add(chart(source, windows, components.get(source), List.copyOf(labels))));
    BitmapEncoder.saveBitmap(charts, charts.size(), 1, file.toString(), BitmapFormat.PNG);
  }

  private static Map<String, List<Window>> read(Dataset<Row> embeddings) {
    Map<String, List<Window>> recordings = new LinkedHashMap<>();
    List<String> sources =
        embeddings
            .select("source")
            .distinct()
            .orderBy("source")
            .limit(MAX_RECORDINGS)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    sources.forEach(source -> recordings.put(source, new ArrayList<>()));
    embeddings
        .where(embeddings.col("source").isInCollection(sources))
        .select("source", "start_s", "duration_s", "label", "tokens", "embed_num", "embed_dim")
        .toLocalIterator()
        .forEachRemaining(
            row ->
                recordings
                    .get(row.getString(0))
                    .add(
                        new Window(
                            row.getDouble(1),
                            row.getDouble(2),
                            row.isNullAt(3) ? "" : row.getString(3),
                            mean(row.getList(4), row.getInt(5) * row.getInt(6)))));
    recordings.values().forEach(ws -> ws.sort(Comparator.comparingDouble(w -> w.startS)));
    return recordings;
  }

  /** The mean over patches of tokens [N, S*D]. */
  private static float[] mean(List<Float> tokens, int summaryFloats) {
    float[] mean = new float[summaryFloats];
    int patches = tokens.size() / summaryFloats;
    for (int i = 0; i < tokens.size(); i++) {
      mean[i % summaryFloats] += tokens.get(i) / patches;
    }
    return mean;
  }

  private static Map<String, INDArray> principalComponents(Map<String, List<Window>> recordings) {
    float[][] all =
        recordings.values().stream()
            .flatMap(List::stream)
            .map(Window::features)
            .toArray(float[][]::new);
    INDArray features = Nd4j.createFromArray(all); // [W, S*D]
    INDArray centered = features.subRowVector(features.mean(0));
    INDArray scores =
        centered.mmul(PCA.pca_factor(centered.dup(), COMPONENTS, false)); // [W, components]
    scores.diviRowVector(scores.std(0).addi(1e-12));
    Map<String, INDArray> parts = new LinkedHashMap<>();
    int from = 0;
    for (Map.Entry<String, List<Window>> recording : recordings.entrySet()) {
      int to = from + recording.getValue().size();
      parts.put(recording.getKey(), scores.get(NDArrayIndex.interval(from, to)));
      from = to;
    }
    return parts;
  }

  private static XYChart chart(
      String source, List<Window> windows, INDArray scores, List<String> labels) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(source.substring(source.lastIndexOf('/') + 1))
            .xAxisTitle("time (s)")
            .yAxisTitle("component (SD)")
            .build();
    chart
        .getStyler()
        .setLegendPosition(Styler.LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridLinesVisible(false);
    chart.getStyler().setYAxisMin(-BAND).setYAxisMax(BAND);
    for (int i = 1; i < labels.size(); i++) {
      band(chart, windows, labels.get(i), LABELS[i % LABELS.length]);
    }
    double[] middle = windows.stream().mapToDouble(w -> w.startS + w.durationS / 2).toArray();
    for (int c = 0; c < COMPONENTS; c++) {
      XYSeries line =
          chart.addSeries("component " + (c + 1), middle, scores.getColumn(c).toDoubleVector());
      line.setMarker(SeriesMarkers.NONE).setLineColor(LINES[c]);
    }
    return chart;
  }

  /** Colours where windows of a label start. */
  private static void band(XYChart chart, List<Window> windows, String label, Color color) {
    double hop = windows.size() < 2 ? 1 : windows.get(1).startS - windows.get(0).startS;
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Window window : windows) {
      double height = window.label.equals(label) ? BAND : -BAND;
      x.add(window.startS);
      y.add(height);
      x.add(window.startS + hop);
      y.add(height);
    }
    if (y.stream().noneMatch(height -> height > 0)) {
      return;
    }
    // The area is closed from its last point to its first: both lie at the bottom.
    x.add(0, x.get(0));
    y.add(0, -BAND);
    x.add(x.get(x.size() - 1));
    y.add(-BAND);
    XYSeries band = chart.addSeries(label, x, y);
    band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    band.setMarker(SeriesMarkers.NONE).setLineColor(color).setFillColor(color);
  }
}
