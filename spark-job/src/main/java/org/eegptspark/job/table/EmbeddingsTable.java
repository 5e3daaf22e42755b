package org.eegptspark.job.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The embeddings table: one row a window, with key (recording_id, window, model_id, signal_id). */
public final class EmbeddingsTable {
  /** Its columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add("recording_id", DataTypes.StringType, false)
          .add("source", DataTypes.StringType, false)
          .add("subject", DataTypes.StringType)
          .add("session", DataTypes.StringType)
          .add("window", DataTypes.LongType, false)
          .add("first_sample", DataTypes.LongType, false)
          .add("n_samples", DataTypes.IntegerType, false)
          .add("start_s", DataTypes.DoubleType, false)
          .add("duration_s", DataTypes.DoubleType, false)
          .add("label", DataTypes.StringType)
          .add("tokens", DataTypes.createArrayType(DataTypes.FloatType, false), false)
          .add("n_patches", DataTypes.IntegerType, false)
          .add("embed_num", DataTypes.IntegerType, false)
          .add("embed_dim", DataTypes.IntegerType, false)
          .add("model_id", DataTypes.StringType, false)
          .add("signal_id", DataTypes.StringType, false)
          .add("precision", DataTypes.StringType, false)
          .add("weights", DataTypes.StringType, false);

  private EmbeddingsTable() {}
}
