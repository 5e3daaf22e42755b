package org.eegptspark.job.probe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;

/**
 * Where windows lie on the two principal components of their tokens' mean over patches, by MLlib.
 *
 * @param labelled number of windows with a label
 * @param classes names of the classes; empty of a regression
 * @param explained share of the variance that each component has
 * @param points labelled windows; of many, every so manieth
 */
public record EmbeddingMap(
    int labelled, List<String> classes, List<Double> explained, List<Point> points) {
  private static final int COMPONENTS = 2;
  private static final int MOST_POINTS = 4000;

  /**
   * A window.
   *
   * @param label its class, or the value as text
   * @param subject null where the table does not tell
   * @param x along the first component
   * @param y along the second; 0 where tokens have one value
   */
  public record Point(String label, String subject, double x, double y) {}

  /**
   * Draws the windows that settings label; their head plays no part.
   *
   * @throws BadInputException where the table or the settings do not do
   */
  public static EmbeddingMap of(SparkSession spark, ProbeSettings settings) {
    ProbeSettings means =
        ProbeSettings.of(settings.input(), settings.label(), settings.split())
            .withRows(settings.rows());
    means = means.withHead(FeatureKind.MEAN, means.head());
    try (ProbeData data = ProbeData.open(spark, means)) {
      LabelledWindows windows = data.windows();
      int step = (windows.rows().size() + MOST_POINTS - 1) / MOST_POINTS;
      Dataset<Row> some = vectors(spark, data.features().filter(row -> row.row() % step == 0));
      int width = some.first().<Vector>getAs("features").size();
      PCAModel components =
          new PCA()
              .setK(Math.min(COMPONENTS, width))
              .setInputCol("features")
              .setOutputCol("at")
              .fit(some);
      List<Row> places = new ArrayList<>(components.transform(some).collectAsList());
      places.sort(Comparator.comparingInt(row -> row.getInt(0)));
      List<Double> explained = new ArrayList<>();
      for (double share : components.explainedVariance().toArray()) {
        explained.add(share);
      }
      return new EmbeddingMap(
          windows.rows().size(),
          windows.classes(),
          explained,
          places.stream().map(row -> point(windows, row.getInt(0), row.getAs("at"))).toList());
    }
  }

  private static Dataset<Row> vectors(SparkSession spark, JavaRDD<FeatureRow> rows) {
    StructType schema =
        new StructType()
            .add("row", DataTypes.IntegerType)
            .add("features", SQLDataTypes.VectorType());
    return spark.createDataFrame(
        rows.map(row -> RowFactory.create(row.row(), row.vector())), schema);
  }

  private static Point point(LabelledWindows windows, int row, Vector at) {
    WindowRow window = windows.rows().get(row);
    double target = windows.targets()[row];
    String label =
        windows.isNumber() ? Double.toString(target) : windows.classes().get((int) target);
    return new Point(label, window.subject(), at.apply(0), at.size() > 1 ? at.apply(1) : 0);
  }
}
