package org.eegptspark.job.table;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The embeddings table: one row a window, with key (recording_id, window, model_id, signal_id). */
public final class EmbeddingsTable {
  /** Its columns; readers of files take any column for one that may be null. */
  public static final StructType SCHEMA =
      new StructType()
          .add("recording_id", DataTypes.StringType)
          .add("source", DataTypes.StringType)
          .add("subject", DataTypes.StringType)
          .add("session", DataTypes.StringType)
          .add("window", DataTypes.LongType)
          .add("first_sample", DataTypes.LongType)
          .add("n_samples", DataTypes.IntegerType)
          .add("start_s", DataTypes.DoubleType)
          .add("duration_s", DataTypes.DoubleType)
          .add("label", DataTypes.StringType)
          .add("tokens", DataTypes.createArrayType(DataTypes.FloatType, false))
          .add("n_patches", DataTypes.IntegerType)
          .add("embed_num", DataTypes.IntegerType)
          .add("embed_dim", DataTypes.IntegerType)
          .add("model_id", DataTypes.StringType)
          .add("signal_id", DataTypes.StringType)
          .add("precision", DataTypes.StringType)
          .add("weights", DataTypes.StringType)
          .add("artifact", DataTypes.BooleanType)
          .add("logits", DataTypes.createArrayType(DataTypes.FloatType, false))
          .add("prediction", DataTypes.StringType)
          .add("probe_id", DataTypes.StringType);

  /** What the rows of a file are sorted by. */
  public static final List<String> KEY = List.of("recording_id", "window");

  private EmbeddingsTable() {}

  /** The columns, to select them in the schema's order. */
  public static Column[] columns() {
    return Stream.of(SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new);
  }
}
