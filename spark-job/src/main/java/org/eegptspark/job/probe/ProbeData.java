package org.eegptspark.job.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.TrainedProbe;
import org.eegptspark.model.probe.WindowProbe;

/** The windows of an embeddings table as settings choose, label and divide them; open. */
public final class ProbeData implements AutoCloseable {
  private final SparkSession spark;
  private final ProbeSettings settings;
  private final EmbeddingRows table;
  private final LabelledWindows windows;
  private final List<Fold> folds;
  private final FeatureStore features;

  private ProbeData(
      SparkSession spark, ProbeSettings settings, EmbeddingRows table, LabelledWindows windows) {
    this.spark = spark;
    this.settings = settings;
    this.table = table;
    this.windows = windows;
    this.folds = Folds.of(windows.rows(), settings.split(), settings.seed());
    this.features =
        new FeatureStore(
            table.features(windows.rows(), settings.features()),
            windows.rows().size(),
            settings.features().width(table.shape().patches(), table.shape().patchWidth()),
            settings.features() == FeatureKind.TOKENS ? table.shape().patches() : 1,
            folds.size() > 1);
  }

  /**
   * Reads all but the tokens, and divides the windows.
   *
   * @throws BadInputException where the table or the settings do not do
   */
  public static ProbeData open(SparkSession spark, ProbeSettings settings) {
    EmbeddingRows table = EmbeddingRows.open(spark, settings.input(), settings.rows());
    LabelChoice label = settings.label();
    // Of annotations' labels, the column need not be there.
    String column = label.annotations().isPresent() ? "recording_id" : label.column();
    List<WindowRow> rows = table.windows(column, settings.split().by());
    if (label.annotations().isPresent()) {
      rows = AnnotationLabels.read(spark, label.annotations().get(), rows).label(rows);
    }
    return new ProbeData(spark, settings, table, LabelledWindows.of(rows, label));
  }

  /** The windows that have a label. */
  public LabelledWindows windows() {
    return windows;
  }

  /** How they are divided. */
  public List<Fold> folds() {
    return folds;
  }

  /** What the windows' tokens are of. */
  public EmbeddingRows.Origin origin() {
    return table.origin();
  }

  /** The features of the windows that have a label, in no order. */
  JavaRDD<FeatureRow> features() {
    return features.rows();
  }

  /**
   * Trains the head.
   *
   * @param rows among the labelled windows
   * @param seed of what is random in that
   */
  public WindowProbe train(int[] rows, long seed) {
    double[] weights = settings.weights().of(windows, rows);
    return settings.head().fit(new TrainingRows(spark, features, windows, rows, weights, seed));
  }

  /**
   * Predicts each fold's tested windows.
   *
   * @param probes trained on the folds' other windows, in order
   */
  public Predictions predict(List<WindowProbe> probes) {
    double[][] outputs = new double[windows.rows().size()][];
    int[] foldOf = new int[outputs.length];
    for (int fold = 0; fold < folds.size(); fold++) {
      for (FeatureStore.Output row : features.outputs(probes.get(fold), folds.get(fold).test())) {
        outputs[row.row()] =
            windows.isNumber() ? row.outputs() : WindowProbe.softmax(row.outputs());
        foldOf[row.row()] = fold;
      }
    }
    int[] tested = IntStream.range(0, outputs.length).filter(i -> outputs[i] != null).toArray();
    List<double[]> found = new ArrayList<>();
    IntStream.of(tested).forEach(i -> found.add(outputs[i]));
    return new Predictions(
        windows,
        tested,
        IntStream.of(tested).map(i -> foldOf[i]).toArray(),
        found.toArray(new double[0][]));
  }

  /** A probe with what has to be known to use it on further windows of this kind. */
  public TrainedProbe describe(WindowProbe probe) {
    EmbeddingRows.Shape tokens = table.shape();
    boolean fixed = settings.features() == FeatureKind.TOKENS;
    return new TrainedProbe(
        probe,
        new TrainedProbe.About(
            settings.head().name(),
            settings.features(),
            windows.classes(),
            settings.label().column(),
            fixed ? tokens.patches() : 0,
            tokens.patchWidth(),
            origin().modelId(),
            origin().signalId()));
  }

  @Override
  public void close() {
    features.close();
  }
}
