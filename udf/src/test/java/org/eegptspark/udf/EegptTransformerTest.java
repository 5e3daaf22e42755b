package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EEGPT before MLlib's estimators. */
class EegptTransformerTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String[] CHANNELS = {"FZ", "CZ"};

  @TempDir Path folder;

  /** 24 windows of two channels at 256 Hz: slow waves are of class 0, fast ones of class 1. */
  private final Dataset<Row> windows =
      SPARK
          .range(24)
          .selectExpr(
              "id",
              "cast(id % 2 AS double) AS label",
              "transform(sequence(1, 2 * 256),"
                  + " t -> cast(0.05 * sin(t * (0.1 + (id % 2) * 0.4) + id) AS float)) AS samples",
              "array('FZ', 'CZ') AS channels",
              "256 AS rate");

  @BeforeEach
  void noWeightsInTheSession() {
    SPARK.conf().unset(EegptFunctions.WEIGHTS);
  }

  @AfterAll
  static void nothingStaysLoaded() {
    SharedModels.closeIdle();
    assertThat(SharedModels.loaded()).isZero();
  }

  private static EegptTransformer stage() {
    return new EegptTransformer().setWeights("synthetic:tiny1").setEngine("nd4j");
  }

  private List<Row> bySql(String call) {
    SPARK.conf().set(EegptFunctions.WEIGHTS, "synthetic:tiny1");
    SPARK.conf().set(EegptFunctions.ENGINE, "nd4j");
    try {
      return windows.selectExpr(call).collectAsList();
    } finally {
      SPARK.conf().unset(EegptFunctions.WEIGHTS);
      SPARK.conf().unset(EegptFunctions.ENGINE);
    }
  }

  @Test
  void givesWhatTheFunctionGives() {
    assertThat(
            stage().setOutputType("array").transform(windows).select("embedding").collectAsList())
        .isEqualTo(bySql("eegpt_embed(samples, channels, 256)"));
    EegptTransformer other =
        stage()
            .setChannels("C3", "C4")
            .setSamplingRateCol("rate")
            .setPool("patches")
            .setOptions(Map.of("unit", "uV", "reference", "average"))
            .setOutputType("array");
    assertThat(other.transform(windows.drop("channels")).select("embedding").collectAsList())
        .isEqualTo(
            bySql(
                "eegpt_embed(samples, array('C3', 'C4'), rate,"
                    + " map('unit', 'uV', 'reference', 'average', 'pool', 'patches'))"));
  }

  @Test
  void stagesOfOneQueryHaveModelsOfTheirOwn() {
    Dataset<Row> both =
        stage()
            .setWeights("synthetic:tiny2")
            .setOutputCol("second")
            .transform(stage().setOutputCol("first").transform(windows));
    Row row = both.select("first", "second").first();
    assertThat(((Vector) row.get(1)).size()).isEqualTo(4 * ((Vector) row.get(0)).size());
  }

  @Test
  void aPipelineWithAnEstimatorIsTrainedSavedAndLoaded() throws Exception {
    PipelineStage[] stages = {
      stage().setPool("patches").setOutputCol("features"), new LogisticRegression().setMaxIter(5)
    };
    PipelineModel trained = new Pipeline().setStages(stages).fit(windows);
    List<Row> predicted = trained.transform(windows).select("label", "prediction").collectAsList();
    assertThat(predicted).allSatisfy(row -> assertThat(row.get(1)).isEqualTo(row.get(0)));
    String path = folder.resolve("pipeline").toString();
    trained.save(path);
    PipelineModel loaded = PipelineModel.load(path);
    assertThat(loaded.transform(windows).select("label", "prediction", "probability"))
        .extracting(Dataset::collectAsList)
        .isEqualTo(
            trained
                .transform(windows)
                .select("label", "prediction", "probability")
                .collectAsList());
  }

  @Test
  void allParamsAreSavedAndCopied() throws Exception {
    EegptTransformer stage =
        stage()
            .setChannels(CHANNELS)
            .setPrecision("fp32")
            .setSamplesCol("x")
            .setChannelsCol("names")
            .setSamplingRate(250)
            .setSamplingRateCol("hz")
            .setOutputCol("y")
            .setPool("patches")
            .setOptions(Map.of("unit", "uV"))
            .setOutputType("array");
    String path = folder.resolve("stage").toString();
    stage.save(path);
    EegptTransformer loaded = EegptTransformer.load(path);
    assertThat(loaded.uid()).isEqualTo(stage.uid());
    assertThat(loaded.params()).hasSize(12);
    for (var param : loaded.params()) {
      assertThat(loaded.get(param).get()).as(param.name()).isEqualTo(stage.get(param).get());
    }
    assertThat(stage.copy(stage.extractParamMap()).explainParams())
        .isEqualTo(stage.explainParams());
  }

  @Test
  void aTableThatDoesNotSuitIsRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> stage().transformSchema(windows.drop("samples").schema()))
        .isInstanceOf(BadInputException.class)
        .hasMessage("There is no column 'samples' (samplesCol) among [id, label, channels, rate]");
    assertThatThrownBy(() -> stage().setSamplesCol("label").transformSchema(windows.schema()))
        .hasMessageContaining("takes samples as an array of numbers");
    assertThatThrownBy(() -> stage().setChannelsCol("rate").transformSchema(windows.schema()))
        .hasMessage(
            "Column 'rate' (channelsCol) must be array<string>, but is INT; or set channels");
    assertThatThrownBy(
            () -> stage().setSamplingRateCol("channels").transformSchema(windows.schema()))
        .hasMessage("Column 'channels' (samplingRateCol) must be a number, but is ARRAY<STRING>");
    assertThatThrownBy(() -> stage().setOutputCol("id").transformSchema(windows.schema()))
        .hasMessage("There is a column 'id' already; set outputCol to another name");
    assertThatThrownBy(() -> stage().setOutputType("list").transformSchema(windows.schema()))
        .hasMessage("outputType is vector or array, but was 'list'");
  }
}
