package org.eegptspark.job.action;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.eegptspark.job.corpus.CorpusFiles;
import org.eegptspark.job.corpus.CorpusRecording;
import org.eegptspark.job.corpus.CorpusSummary;
import org.eegptspark.job.corpus.HadoopRecordingFile;
import org.eegptspark.job.corpus.RecordingSegments;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.corpus.SegmentSummary;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.table.SegmentRows;

/** Says what recordings are like: those of a corpus as it is, or of a recordings table. */
public final class CorpusInfo {
  private static final SegmentLayout NO_HALO = new SegmentLayout(600, 0, 0);

  private final SparkSession spark;

  /** An action on a session. */
  public CorpusInfo(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * A corpus's summary.
   *
   * @param unreadable files that are no readable recordings: why
   */
  public record Result(CorpusSummary summary, List<String> unreadable) {}

  private record File(List<SegmentSummary> segments, String failure)
      implements java.io.Serializable {}

  /**
   * Reads all recordings below folders, named directly or matched by globs. Nothing is written.
   *
   * @throws org.eegptspark.model.BadInputException where there are none
   */
  public Result ofFiles(List<String> inputs, LayoutChoice layout) {
    var hadoop = spark.sparkContext().hadoopConfiguration();
    List<CorpusFiles.Found> files = CorpusFiles.list(inputs, layout, hadoop);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> shared =
        context.broadcast(new SerializableConfiguration(hadoop));
    try {
      List<File> read =
          context.parallelize(files, files.size()).map(f -> read(f, layout, shared)).collect();
      return new Result(
          CorpusSummary.of(read.stream().flatMap(file -> file.segments.stream()).toList()),
          read.stream().map(File::failure).filter(failure -> failure != null).toList());
    } finally {
      shared.destroy();
    }
  }

  private static File read(
      CorpusFiles.Found found, LayoutChoice layout, Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    HadoopRecordingFile file =
        new HadoopRecordingFile(new Path(found.uri()), hadoop.value().value());
    List<SegmentSummary> segments = new ArrayList<>();
    try (CorpusRecording recording = CorpusRecording.open(file, layout)) {
      new RecordingSegments(recording, found.uri(), file.name(), NO_HALO)
          .forEach(segment -> segments.add(SegmentSummary.of(segment)));
      return new File(segments, null);
    } catch (IOException | RuntimeException | RecordingSegments.UnreadableException e) {
      return new File(new ArrayList<>(), file.name() + ": " + e.getMessage());
    }
  }

  /** The recordings of a table. */
  CorpusSummary ofTable(Dataset<Row> table, String name) {
    return CorpusSummary.of(
        SegmentRows.select(table, name)
            .map(
                (MapFunction<Row, SegmentSummary>) row -> SegmentSummary.of(SegmentRows.of(row)),
                Encoders.javaSerialization(SegmentSummary.class))
            .collectAsList());
  }
}
