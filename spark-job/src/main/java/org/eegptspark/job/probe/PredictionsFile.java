package org.eegptspark.job.probe;

import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;

/**
 * The predictions as a file of Parquet: a row a tested window, with {@code fold} (from 1 on),
 * {@code truth} and {@code predicted} (classes' names, or numbers as text), and {@code outputs}
 * (probabilities in the order of the report's classes, or the predicted value).
 */
public final class PredictionsFile {
  private static final Schema SCHEMA =
      SchemaBuilder.record("prediction")
          .fields()
          .requiredString("recording_id")
          .requiredLong("window")
          .optionalString("source")
          .optionalString("subject")
          .optionalString("session")
          .optionalDouble("start_s")
          .optionalDouble("duration_s")
          .optionalString("label")
          .requiredString("group")
          .requiredInt("fold")
          .requiredString("truth")
          .requiredString("predicted")
          .name("outputs")
          .type()
          .array()
          .items()
          .doubleType()
          .noDefault()
          .endRecord();

  private PredictionsFile() {}

  /**
   * Writes it, in place of one that is there.
   *
   * @throws IOException where it cannot be written
   */
  public static void write(Predictions predictions, Path file, Configuration hadoop)
      throws IOException {
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(HadoopOutputFile.fromPath(file, hadoop))
            .withSchema(SCHEMA)
            .withConf(hadoop)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (int i = 0; i < predictions.count(); i++) {
        writer.write(row(predictions, i));
      }
    }
  }

  private static GenericRecord row(Predictions predictions, int i) {
    WindowRow window = predictions.window(i);
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put("recording_id", window.recordingId());
    row.put("window", window.window());
    row.put("source", window.source());
    row.put("subject", window.subject());
    row.put("session", window.session());
    row.put("start_s", Nullable.of(window.startS()));
    row.put("duration_s", Nullable.of(window.durationS()));
    row.put("label", window.label());
    row.put("group", window.group());
    row.put("fold", predictions.folds()[i] + 1);
    row.put("truth", text(predictions, predictions.target(i)));
    row.put("predicted", text(predictions, predictions.predicted(i)));
    row.put("outputs", Arrays.stream(predictions.outputs()[i]).boxed().toList());
    return row;
  }

  private static String text(Predictions predictions, double target) {
    return predictions.classes().isEmpty()
        ? Double.toString(target)
        : predictions.classes().get((int) target);
  }
}
