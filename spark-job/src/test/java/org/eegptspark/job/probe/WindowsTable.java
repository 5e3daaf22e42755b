package org.eegptspark.job.probe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table of windows as users write one, and not {@code featurize}. */
final class WindowsTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("recording_id", DataTypes.StringType)
          .add("source", DataTypes.StringType)
          .add("subject", DataTypes.StringType)
          .add("session", DataTypes.StringType)
          .add("window", DataTypes.LongType)
          .add("start_s", DataTypes.DoubleType)
          .add("duration_s", DataTypes.DoubleType)
          .add("label", DataTypes.StringType)
          .add("tokens", DataTypes.createArrayType(DataTypes.FloatType, false));

  private final List<Row> rows = new ArrayList<>();

  void add(WindowRow window, float... tokens) {
    List<Float> boxed = new ArrayList<>();
    for (float token : tokens) {
      boxed.add(token);
    }
    rows.add(
        RowFactory.create(
            window.recordingId(),
            window.source(),
            window.subject(),
            window.session(),
            window.window(),
            window.startS(),
            window.durationS(),
            window.label(),
            boxed));
  }

  /** Writes it as Parquet; returns its name. */
  String write(SparkSession spark, Path folder) {
    spark.createDataFrame(rows, SCHEMA).coalesce(1).write().parquet(folder.toString());
    return folder.toString();
  }

  /** A window of a recording: half a second each, end to end. */
  static WindowRow window(String recording, String subject, long window, String label) {
    String file = "/data/" + recording + ".edf";
    return new WindowRow(
        recording, window, file, subject, null, window * 0.5, 0.5, label, null, file);
  }

  /** The generator of the scripts that make goldens: x -> (1103515245 x + 12345) mod 2^31. */
  static float[] draws(long seed, int count) {
    float[] values = new float[count];
    long state = seed;
    for (int i = 0; i < count; i++) {
      state = (1103515245 * state + 12345) % (1L << 31);
      values[i] = (float) (state / (double) (1 << 30) - 1);
    }
    return values;
  }
}
