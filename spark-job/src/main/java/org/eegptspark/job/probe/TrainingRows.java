package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.model.probe.TrainingWindows;

/** The rows that a head is trained on: in Spark, and one by one in the driver. */
public final class TrainingRows implements TrainingWindows {
  static final String TARGET = "target";
  static final String WEIGHT = "weight";
  static final String FEATURES = "features";

  private static final StructType SCHEMA =
      new StructType()
          .add(TARGET, DataTypes.DoubleType, false)
          .add(WEIGHT, DataTypes.DoubleType, false)
          .add(FEATURES, SQLDataTypes.VectorType(), false);

  private final SparkSession spark;
  private final FeatureStore features;
  private final LabelledWindows windows;
  private final int[] rows;
  private final double[] weights;
  private final long seed;

  /**
   * @param features of all labelled windows
   * @param rows among them
   * @param weights of the rows
   */
  TrainingRows(
      SparkSession spark,
      FeatureStore features,
      LabelledWindows windows,
      int[] rows,
      double[] weights,
      long seed) {
    this.spark = spark;
    this.features = features;
    this.windows = windows;
    this.rows = rows;
    this.weights = weights;
    this.seed = seed;
  }

  @Override
  public int count() {
    return rows.length;
  }

  @Override
  public int classes() {
    return windows.classes().size();
  }

  @Override
  public int patches() {
    return features.patches();
  }

  long seed() {
    return seed;
  }

  @Override
  public double target(int i) {
    return windows.targets()[rows[i]];
  }

  @Override
  public double weight(int i) {
    return weights[i];
  }

  double weightSum() {
    return Arrays.stream(weights).sum();
  }

  /** Copies the i-th row's features, whatever they are, from a file of this machine's. */
  @Override
  public void readTokens(int i, float[] target) {
    features.file().read(rows[i], target);
  }

  @Override
  public int patchWidth() {
    return width() / patches();
  }

  /** Number of features of a row. */
  int width() {
    return features.width();
  }

  /**
   * The classes that have rows, in their order.
   *
   * @throws org.eegptspark.model.BadInputException where it is one alone
   */
  int[] presentClasses() {
    int[] present =
        Arrays.stream(rows).map(row -> (int) windows.targets()[row]).distinct().sorted().toArray();
    check(
        present.length >= 2,
        "All %s windows to train on are of class '%s'; split so that each training side has two",
        rows.length,
        windows.classes().get(present[0]));
    return present;
  }

  /** Rows of {@link #TARGET}, {@link #WEIGHT} and {@link #FEATURES}, a vector of doubles. */
  Dataset<Row> dataset() {
    double[] targetOf = new double[windows.rows().size()];
    double[] weightOf = new double[windows.rows().size()]; // 0 for rows of the other side
    for (int i = 0; i < rows.length; i++) {
      targetOf[rows[i]] = target(i);
      weightOf[rows[i]] = weights[i];
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<List<double[]>> sides = context.broadcast(List.of(targetOf, weightOf));
    JavaRDD<Row> dataset =
        features
            .rows()
            .filter(row -> sides.value().get(1)[row.row()] > 0)
            .map(
                row ->
                    RowFactory.create(
                        sides.value().get(0)[row.row()],
                        sides.value().get(1)[row.row()],
                        row.vector()));
    return spark.createDataFrame(dataset, SCHEMA);
  }
}
