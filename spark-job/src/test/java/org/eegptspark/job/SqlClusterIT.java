package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** EEGPT in SQL from PySpark, with the jar alone and executors in JVMs of their own. */
class SqlClusterIT {
  private static final String WEIGHTS = "synthetic:tiny3";
  private static final List<String> CHANNELS = List.of("FP1", "C3", "CZ", "PZ", "O2");
  private static final int WINDOWS = 5;
  private static final int SAMPLES = 512;

  @TempDir Path folder;

  @Test
  void aTableOfWindowsGivesPySparkTheTokensThatEncodeGivesToTheBit() throws Exception {
    SparkHome.find();
    INDArray x = SyntheticWeights.uniform("input:sql", 1, 0, WINDOWS, CHANNELS.size(), SAMPLES);
    write(x.reshape(WINDOWS, (long) CHANNELS.size() * SAMPLES).toFloatMatrix());
    Path jar = TestData.project().resolve("spark-job/target/eegpt-spark-job.jar");
    Subprocess run =
        SparkHome.submit(
            "--jars",
            jar,
            "--conf",
            "spark.sql.extensions=org.eegptspark.udf.VectorizedUdfExtensions",
            TestData.project().resolve("spark-job/src/test/python/embed_windows.py"),
            folder.resolve("windows"),
            folder.resolve("tokens"),
            WEIGHTS);
    assertThat(run.status()).as(run.output()).isZero();
    float[][] encoded = encode(x);
    List<Row> rows = session().read().parquet(path("tokens")).orderBy("id").collectAsList();
    assertThat(rows).hasSize(WINDOWS);
    for (int w = 0; w < WINDOWS; w++) {
      assertThat(floats(rows.get(w).getList(1))).isEqualTo(encoded[w]);
      assertThat(rows.get(w).getList(2)).hasSize(SAMPLES / 64);
    }
  }

  private void write(float[][] windows) {
    List<Row> rows = new ArrayList<>();
    for (int w = 0; w < windows.length; w++) {
      rows.add(RowFactory.create(w, windows[w], CHANNELS));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.IntegerType)
            .add("samples", DataTypes.createArrayType(DataTypes.FloatType))
            .add("channels", DataTypes.createArrayType(DataTypes.StringType));
    session().createDataFrame(rows, schema).repartition(2).write().parquet(path("windows"));
  }

  /** By the command, from files. */
  private float[][] encode(INDArray x) throws Exception {
    Safetensors.write(
        new NamedTensors(Map.of("x", x), Map.of("channels", String.join(",", CHANNELS))),
        folder.resolve("x.safetensors"));
    CommandLineRun run =
        CommandLineRun.of(
            "encode",
            "--weights",
            WEIGHTS,
            "--input",
            path("x.safetensors"),
            "--output",
            path("y.safetensors"));
    assertThat(run.status()).as(run.err()).isEqualTo(Main.DONE);
    INDArray tokens = Safetensors.read(folder.resolve("y.safetensors")).tensors().get("tokens");
    return tokens.reshape(WINDOWS, tokens.length() / WINDOWS).toFloatMatrix();
  }

  private static float[] floats(List<Float> list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }

  private static SparkSession session() {
    return SharedSpark.session();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
