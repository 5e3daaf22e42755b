package org.eegptspark.job.action;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.eegptspark.job.probe.LabelChoice;
import org.eegptspark.job.probe.Level;
import org.eegptspark.job.probe.LevelResult;
import org.eegptspark.job.probe.LogisticHead;
import org.eegptspark.job.probe.ProbeSettings;
import org.eegptspark.job.probe.Scoring;
import org.eegptspark.job.probe.SplitChoice;
import org.eegptspark.job.probe.Vote;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.udf.metrics.LinuxProcess;

/**
 * Trains a logistic probe on a table that is larger than memory: windows of as many values as the
 * large model's summary tokens, of 100 subjects, noise but for a little that tells two classes
 * apart. A tenth of the subjects is tested.
 *
 * @param rows of the table
 * @param iterations of the training at most
 */
public record BenchProbe(int rows, int iterations) {
  private static final int WIDTH = 4 * 512;
  private static final int SUBJECTS = 100;
  private static final int PARTITIONS = 16;
  private static final double SIGNAL = 0.01;
  private static final StructType SCHEMA =
      new StructType()
          .add("recording_id", DataTypes.StringType, false)
          .add("subject", DataTypes.StringType, false)
          .add("window", DataTypes.LongType, false)
          .add("label", DataTypes.StringType, false)
          .add("tokens", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  /**
   * What was measured.
   *
   * @param tableBytes of the table's files
   * @param writingSeconds that the table took
   * @param probeSeconds from the table to metrics
   * @param auroc of the tested windows
   * @param peakBytes resident memory at most, while the probe was trained and tested
   */
  public record Result(
      long tableBytes, double writingSeconds, double probeSeconds, double auroc, long peakBytes) {}

  /**
   * Does it, in a temporary folder.
   *
   * @throws IOException where that cannot be written
   */
  public Result execute(SparkSession spark) throws IOException {
    BadInputException.check(
        LinuxProcess.isKnown(), "--case probe reads /proc/self/status, which only Linux has");
    Path folder = Files.createTempDirectory("eegpt-bench");
    long need = 3L * rows * WIDTH * Float.BYTES; // the table, and its doubles in MLlib's blocks
    long free = Files.getFileStore(folder).getUsableSpace();
    try {
      BadInputException.check(
          need < free,
          "--rows %s takes about %s MB on disk, but %s has room for %s MB; choose fewer, or another"
              + " folder with -Djava.io.tmpdir and spark.local.dir",
          rows,
          need >> 20,
          folder.getParent(),
          free >> 20);
      long begin = System.nanoTime();
      String table = folder.resolve("embeddings").toString();
      write(spark, table);
      long written = System.nanoTime();
      System.gc();
      LinuxProcess.resetPeak();
      LevelResult result = new Probe(spark, settings(table)).execute().at(Level.window);
      return new Result(
          FileUtil.getDU(new File(table)),
          (written - begin) / 1e9,
          (System.nanoTime() - written) / 1e9,
          result.metrics().get("auroc").value(),
          LinuxProcess.peakBytes());
    } finally {
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  private ProbeSettings settings(String table) {
    return ProbeSettings.of(
            table, LabelChoice.of("label"), SplitChoice.lists("subject", List.of(), List.of("S9?")))
        .withHead(FeatureKind.MEAN, new LogisticHead(1, 0, iterations))
        .withScoring(new Scoring(List.of(Level.window), Vote.mean, 0, 0.95));
  }

  private void write(SparkSession spark, String table) {
    int aSubject = Math.max(1, rows / SUBJECTS);
    JavaRDD<InternalRow> windows =
        spark.range(0, rows, 1, PARTITIONS).javaRDD().map(id -> window(id, aSubject));
    ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(windows.rdd(), SCHEMA, false)
        .write()
        .option("compression", "none") // which noise takes none of
        .option("parquet.enable.dictionary", "false")
        .parquet(table);
  }

  private static InternalRow window(long id, int aSubject) {
    String subject = "S" + id / aSubject;
    int label = (int) (id % 2);
    SplittableRandom random = new SplittableRandom(id);
    SplittableRandom pattern = new SplittableRandom(-1);
    float[] tokens = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      double sign = pattern.nextBoolean() ? SIGNAL : -SIGNAL;
      tokens[i] = (float) (2 * random.nextDouble() - 1 + sign * (2 * label - 1));
    }
    return new GenericInternalRow(
        new Object[] {
          UTF8String.fromString("recording-" + subject),
          UTF8String.fromString(subject),
          id % aSubject,
          UTF8String.fromString(label == 0 ? "rest" : "movement"),
          UnsafeArrayData.fromPrimitiveArray(tokens)
        });
  }
}
