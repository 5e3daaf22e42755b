package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import org.eegptspark.model.signal.SignalBlock;
import org.eegptspark.model.signal.SignalProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** EEGPT over a table of windows that was never ingested. */
class EegptFunctionsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String WEIGHTS = "synthetic:tiny2";
  private static final List<String> CHANNELS = List.of("FP1", "C3", "CZ", "PZ", "O2");
  private static final int WINDOWS = 7;
  private static final int SAMPLES = 300; // not a whole number of patches
  private static final INDArray X =
      SyntheticWeights.uniform("input:sql", 1, 0, WINDOWS, CHANNELS.size(), SAMPLES);
  private static final EngineOptions ONE_THREAD = new EngineOptions("auto", Precision.FP32, 1);
  private static List<List<Float>> expected;
  private static int patchFloats;

  @BeforeAll
  static void aTableOfWindows() {
    StructType schema =
        new StructType()
            .add("id", DataTypes.IntegerType)
            .add("flat", DataTypes.createArrayType(DataTypes.FloatType))
            .add("nested", "array<array<float>>")
            .add("bytes", DataTypes.BinaryType)
            .add("channels", DataTypes.createArrayType(DataTypes.StringType));
    List<Row> rows = new ArrayList<>();
    for (int w = 0; w < WINDOWS; w++) {
      float[] flat = window(w);
      List<float[]> nested = new ArrayList<>();
      ByteBuffer bytes = ByteBuffer.allocate(flat.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      for (int c = 0; c < CHANNELS.size(); c++) {
        nested.add(Arrays.copyOfRange(flat, c * SAMPLES, (c + 1) * SAMPLES));
      }
      for (float value : flat) {
        bytes.putFloat(value);
      }
      rows.add(RowFactory.create(w, flat, nested.toArray(new float[0][]), bytes.array(), CHANNELS));
    }
    SPARK.createDataFrame(rows, schema).createOrReplaceTempView("windows");
    try (EegptModel model = EegptModel.load(WEIGHTS, ONE_THREAD)) {
      expected = windows(model.encode(X, CHANNELS));
      patchFloats = model.config().embedNum() * model.config().embedDim();
    }
  }

  @BeforeEach
  void weights() {
    SPARK.conf().set(EegptFunctions.WEIGHTS, WEIGHTS);
  }

  @AfterEach
  void unset() {
    SPARK.conf().unset(EegptFunctions.WEIGHTS);
    SPARK.conf().unset(EegptFunctions.POOL);
    SPARK.catalog().clearCache();
  }

  @AfterAll
  static void nothingStaysLoaded() {
    SharedModels.closeIdle();
    assertThat(SharedModels.loaded()).isZero();
  }

  private static float[] window(int index) {
    int size = CHANNELS.size() * SAMPLES;
    return Arrays.copyOfRange(FloatArrays.values(X), index * size, (index + 1) * size);
  }

  private static List<List<Float>> windows(INDArray tokens) {
    float[] all = FloatArrays.values(tokens);
    int size = all.length / WINDOWS;
    List<List<Float>> windows = new ArrayList<>();
    for (int w = 0; w < WINDOWS; w++) {
      List<Float> window = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        window.add(all[w * size + i]);
      }
      windows.add(window);
    }
    return windows;
  }

  /** The first column of a query, whose rows are in the windows' order. */
  private static List<List<Float>> floats(Dataset<Row> query) {
    return query.collectAsList().stream().map(row -> row.<Float>getList(0)).toList();
  }

  private static List<List<Float>> tokens(String call) {
    return floats(SPARK.sql("SELECT " + call + " FROM windows ORDER BY id"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneStatementGivesTheTokensThatEncodeGivesToTheBitWithAqeAndWithout(boolean adaptive) {
    SPARK.conf().set("spark.sql.adaptive.enabled", adaptive);
    try {
      assertThat(tokens("eegpt_embed(flat, channels, 256)")).isEqualTo(expected);
    } finally {
      SPARK.conf().unset("spark.sql.adaptive.enabled");
    }
  }

  @Test
  void takesSamplesInAnyOfTheirForms() {
    assertThat(tokens("eegpt_embed(nested, channels, 256)")).isEqualTo(expected);
    assertThat(tokens("eegpt_embed(bytes, channels, 256)")).isEqualTo(expected);
    assertThat(tokens("eegpt_embed(CAST(flat AS array<double>), channels, 256.0)"))
        .isEqualTo(expected);
    assertThat(tokens("eegpt_embed(CAST(nested AS array<array<double>>), channels, 256.0D)"))
        .isEqualTo(expected);
  }

  @Test
  void takesChannelsAsRecordingsSpellThem() {
    assertThat(
            tokens("eegpt_embed(flat, array('Fp1.', 'EEG C3-REF', 'cz', 'PZ', 'EEG O2-LE'), 256)"))
        .isEqualTo(expected);
  }

  @Test
  void takesIntegersByTheirGainAndOffset() {
    SPARK
        .sql("SELECT id, transform(flat, x -> CAST(round(x * 1000) AS SMALLINT)) AS d FROM windows")
        .createOrReplaceTempView("digital");
    List<Row> rows = new ArrayList<>();
    for (Row row : SPARK.table("digital").orderBy("id").collectAsList()) {
      List<Short> digits = row.getList(1);
      ByteBuffer bytes = ByteBuffer.allocate(2 * digits.size()).order(ByteOrder.LITTLE_ENDIAN);
      digits.forEach(bytes::putShort);
      rows.add(RowFactory.create(row.getInt(0), bytes.array()));
    }
    StructType schema = new StructType().add("id", DataTypes.IntegerType).add("b", "binary");
    SPARK.createDataFrame(rows, schema).createOrReplaceTempView("coded");
    List<List<Float>> coded =
        floats(
            SPARK.sql(
                "SELECT eegpt_embed(b, array('FP1', 'C3', 'CZ', 'PZ', 'O2'), 256, map('encoding',"
                    + " 'int16', 'gain', '0.5,0.5,0.5,0.5,0.25', 'offset', '3', 'unit', 'uV'))"
                    + " FROM coded ORDER BY id"));
    List<List<Float>> decoded =
        floats(
            SPARK.sql(
                "SELECT eegpt_embed(transform(d, (x, i) -> CAST(((CASE WHEN i < 1200 THEN 0.5D ELSE"
                    + " 0.25D END) * x + 3) * 1e-3D AS FLOAT)),"
                    + " array('FP1', 'C3', 'CZ', 'PZ', 'O2'), 256) FROM digital ORDER BY id"));
    assertThat(coded).hasSize(WINDOWS).isEqualTo(decoded).isNotEqualTo(expected);
  }

  @Test
  void resamplesAndReferencesAsTheSignalStepsDo() {
    double[][] samples = new double[CHANNELS.size()][SAMPLES];
    float[] flat = window(0);
    for (int i = 0; i < flat.length; i++) {
      samples[i / SAMPLES][i % SAMPLES] = flat[i];
    }
    SignalBlock prepared = SignalProfile.DEFAULT.apply(new SignalBlock(CHANNELS, 200, 0, samples));
    float[] signal = new float[CHANNELS.size() * prepared.length()];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = (float) prepared.samples()[i / prepared.length()][i % prepared.length()];
    }
    try (EegptModel model = EegptModel.load(WEIGHTS, ONE_THREAD)) {
      INDArray x = FloatArrays.copyOf(signal, 1, CHANNELS.size(), prepared.length());
      float[] reference = FloatArrays.values(model.encode(x, CHANNELS));
      List<Float> row =
          tokens(
                  "eegpt_embed(flat, channels, 200, map('reference', 'average', 'unit', 'uV',"
                      + " 'montage', 'auto'))")
              .get(0);
      assertThat(row).hasSize(reference.length);
      for (int i = 0; i < reference.length; i++) {
        assertThat(row.get(i)).isEqualTo(reference[i]);
      }
    }
  }

  @Test
  void givesPatchesAsArraysAndTheirMeanWhereItIsPooled() {
    List<Row> patches =
        SPARK
            .sql("SELECT eegpt_patches(flat, channels, 256) FROM windows ORDER BY id")
            .collectAsList();
    List<List<Float>> pooled = tokens("eegpt_embed(flat, channels, 256, map('pool', 'patches'))");
    for (int w = 0; w < WINDOWS; w++) {
      List<Float> joined = new ArrayList<>();
      List<scala.collection.Seq<Float>> ofWindow = patches.get(w).getList(0);
      assertThat(ofWindow).hasSize(5);
      ofWindow.forEach(
          patch -> joined.addAll(scala.jdk.javaapi.CollectionConverters.asJava(patch)));
      assertThat(joined).isEqualTo(expected.get(w));
      assertThat(pooled.get(w)).hasSize(patchFloats);
      for (int i = 0; i < patchFloats; i++) {
        double sum = 0;
        for (int n = 0; n < 5; n++) {
          sum += expected.get(w).get(n * patchFloats + i);
        }
        assertThat(pooled.get(w).get(i)).isEqualTo((float) (sum / 5));
      }
    }
    SPARK.conf().set(EegptFunctions.POOL, "patches");
    assertThat(tokens("eegpt_embed(flat, channels, 256)")).isEqualTo(pooled);
    assertThat(tokens("flatten(eegpt_patches(flat, channels, 256))")).isEqualTo(expected);
  }

  @Test
  void encodesWindowsOfDifferentMontagesAndLengthsInOneQuery() {
    String call =
        "eegpt_embed(slice(flat, 1, 300 * n), slice(channels, 1, n), 256) FROM"
            + " (SELECT *, 1 + id %% 3 AS n FROM windows%s) ORDER BY id";
    List<List<Float>> together = floats(SPARK.sql("SELECT " + call.formatted("")));
    for (int w = 0; w < WINDOWS; w++) {
      assertThat(floats(SPARK.sql("SELECT " + call.formatted(" WHERE id = " + w))))
          .containsExactly(together.get(w));
    }
    assertThat(together.get(0)).isNotEqualTo(together.get(1)).hasSameSizeAs(together.get(1));
  }

  @Test
  void standsInFiltersJoinsUnionsLimitsAndOtherExpressions() {
    String size = String.valueOf(expected.get(0).size());
    assertThat(
            SPARK
                .sql(
                    "SELECT size(eegpt_embed(flat, channels, 256)) AS n, count(*) FROM windows"
                        + " WHERE eegpt_embed(flat, channels, 256)[0] > -1e9 GROUP BY 1")
                .collectAsList())
        .hasToString("[[" + size + "," + WINDOWS + "]]");
    assertThat(
            floats(
                SPARK.sql(
                    "SELECT a.tokens FROM (SELECT id, eegpt_embed(flat, channels, 256) AS tokens"
                        + " FROM windows) a JOIN (SELECT id, eegpt_embed(nested, channels, 256) AS"
                        + " tokens FROM windows) b ON a.tokens = b.tokens ORDER BY a.id")))
        .isEqualTo(expected);
    assertThat(
            floats(
                SPARK.sql(
                    "SELECT tokens FROM (SELECT id, eegpt_embed(flat, channels, 256) AS tokens FROM"
                        + " windows WHERE id < 3 UNION ALL SELECT id, eegpt_embed(bytes, channels,"
                        + " 256) FROM windows WHERE id >= 3) ORDER BY id")))
        .isEqualTo(expected);
    assertThat(tokens("eegpt_embed(flat, channels, 256)").subList(0, 2))
        .isEqualTo(
            floats(
                SPARK.sql(
                    "SELECT eegpt_embed(flat, channels, 256) FROM windows ORDER BY id LIMIT 2")));
  }

  @Test
  void aCachedTableKeepsItsTokens() {
    Dataset<Row> cached =
        SPARK.sql("SELECT id, eegpt_embed(flat, channels, 256) AS tokens FROM windows").cache();
    assertThat(cached.count()).isEqualTo(WINDOWS);
    assertThat(floats(cached.orderBy("id").select("tokens"))).isEqualTo(expected);
    assertThat(floats(cached.where("id = 4").select("tokens"))).containsExactly(expected.get(4));
  }

  @Test
  void aNullArgumentGivesNull() {
    assertThat(
            SPARK
                .sql(
                    "SELECT eegpt_embed(CASE WHEN id <> 2 THEN flat END, channels, 256) IS NULL,"
                        + " eegpt_patches(flat, NULL, 256) IS NULL,"
                        + " eegpt_embed(flat, channels, NULL) IS NULL,"
                        + " eegpt_embed(NULL, channels, 256) IS NULL FROM windows ORDER BY id"
                        + " LIMIT 3")
                .collectAsList())
        .hasToString("[[false,true,true,true], [false,true,true,true], [true,true,true,true]]");
  }

  @Test
  void theSessionsSettingsChooseTheModel() {
    SPARK.sql("SET spark.eegpt.weights = synthetic:tiny1");
    List<List<Float>> other = tokens("eegpt_embed(flat, channels, 256)");
    try (EegptModel model = EegptModel.load("synthetic:tiny1", ONE_THREAD)) {
      assertThat(other).isEqualTo(windows(model.encode(X, CHANNELS)));
    }
    SparkSession second = SPARK.newSession();
    second.conf().set(EegptFunctions.WEIGHTS, WEIGHTS);
    SPARK.table("windows").createOrReplaceGlobalTempView("shared_windows");
    assertThat(
            floats(
                second.sql(
                    "SELECT eegpt_embed(flat, channels, 256) FROM global_temp.shared_windows ORDER"
                        + " BY id")))
        .isEqualTo(expected);
    assertThat(tokens("eegpt_embed(flat, channels, 256)")).isEqualTo(other);
  }

  @Test
  void saysWhichSettingIsMissingOrWrong() {
    SPARK.conf().unset(EegptFunctions.WEIGHTS);
    assertThatThrownBy(() -> tokens("eegpt_embed(flat, channels, 256)"))
        .hasMessageContaining("spark.eegpt.weights is not set: SET spark.eegpt.weights=W");
    SPARK.conf().set(EegptFunctions.WEIGHTS, "/no/such.safetensors");
    assertThatThrownBy(() -> tokens("eegpt_embed(flat, channels, 256)"))
        .hasMessageContaining("/no/such.safetensors");
  }

  @Test
  void aWindowThatCannotBeEncodedFailsTheQueryWithItsKey() {
    assertFails(
        "flat, CASE WHEN id = 5 THEN array('FP1', 'C3', 'XX', 'PZ', 'O2') ELSE channels END, 256",
        "eegpt_embed failed at id=5",
        "EEGPT knows no electrodes [XX]: rename them");
    assertFails(
        "CASE WHEN id = 5 THEN slice(flat, 1, 1499) ELSE flat END, channels, 256",
        "eegpt_embed failed at id=5",
        "1499 samples are not equally many of 5 channels");
    assertFails(
        "flat, channels, CASE WHEN id = 5 THEN double('NaN') ELSE 256 END",
        "eegpt_embed failed at id=5",
        "A sampling rate must be a positive number of Hz, but was NaN");
    assertFails(
        "slice(flat, 1, 5 * 60), channels, 256", "eegpt_embed failed at", "shorter than its patch");
    assertFails(
        "flat, channels, 256, map('units', 'uV')",
        "eegpt_embed failed at",
        "Unknown option 'units': expected one of [unit,");
    assertThatThrownBy(() -> tokens("eegpt_embed(flat, channels)"))
        .hasMessageContaining("eegpt_embed takes (samples, channels, sampling_rate[, options])");
    assertThatThrownBy(() -> tokens("eegpt_embed('text', channels, 256)"))
        .hasMessageContaining("eegpt_embed takes samples as an array of numbers");
  }

  private static void assertFails(String arguments, String... parts) {
    assertThatThrownBy(
            () ->
                SPARK.sql("SELECT id, eegpt_embed(" + arguments + ") FROM windows").collectAsList())
        .hasMessageContainingAll(parts);
  }

  @Test
  void aWindowThatCannotBeEncodedIsNullAndCountedOnDemand() {
    Dataset<Row> query =
        SPARK.sql(
            "SELECT id, eegpt_embed(flat, channels, IF(id = 5, double('NaN'), 256D),"
                + " map('on_error', 'null')) AS tokens FROM windows");
    List<Row> rows = query.collectAsList();
    assertThat(rows).hasSize(WINDOWS);
    for (Row row : rows) {
      if (row.getInt(0) == 5) {
        assertThat(row.isNullAt(1)).isTrue();
      } else {
        assertThat(row.<Float>getList(1)).isEqualTo(expected.get(row.getInt(0)));
      }
    }
    assertThat(OperatorOf.metric(query, EegptFunction.FAILED_ROWS)).isEqualTo(1);
  }
}
