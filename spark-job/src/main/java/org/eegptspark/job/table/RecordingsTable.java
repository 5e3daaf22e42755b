package org.eegptspark.job.table;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampNTZType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import org.apache.spark.sql.types.StructType;

/** The recordings table: one row a segment, with key (recording_id, sampling_rate_hz, segment). */
public final class RecordingsTable {
  /** The columns that {@link SegmentWriter} writes, as Spark has them. */
  public static final StructType SCHEMA =
      new StructType()
          .add("recording_id", StringType)
          .add("source", StringType)
          .add("subject", StringType)
          .add("session", StringType)
          .add("started_at", TimestampNTZType)
          .add("sampling_rate_hz", DoubleType)
          .add("channels", createArrayType(StringType, false))
          .add("segment", IntegerType)
          .add("first_sample", LongType)
          .add("n_samples", IntegerType)
          .add("halo_before", IntegerType)
          .add("halo_after", IntegerType)
          .add("run_first_sample", LongType)
          .add("run_n_samples", LongType)
          .add("encoding", StringType)
          .add("gain", createArrayType(DoubleType, false))
          .add("offset", createArrayType(DoubleType, false))
          .add("samples", BinaryType)
          .add(
              "annotations",
              createArrayType(
                  new StructType()
                      .add("onset_s", DoubleType)
                      .add("duration_s", DoubleType)
                      .add("text", StringType),
                  false))
          .add("bad_channels", createArrayType(StringType, false))
          .add(
              "channel_statistics",
              createArrayType(
                  new StructType()
                      .add("mean_uv", DoubleType)
                      .add("sd_uv", DoubleType)
                      .add("median_uv", DoubleType)
                      .add("iqr_uv", DoubleType)
                      .add("flat", DoubleType)
                      .add("clipped", DoubleType),
                  false))
          .add(
              "details",
              createArrayType(
                  new StructType().add("name", StringType).add("value", StringType), false));

  private RecordingsTable() {}
}
