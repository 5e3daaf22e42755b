package org.eegptspark.job.action;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.eegptspark.job.corpus.CorpusFiles;
import org.eegptspark.job.corpus.CorpusRecording;
import org.eegptspark.job.corpus.HadoopRecordingFile;
import org.eegptspark.job.corpus.RecordingSegments;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.corpus.RecordingSegments.UnreadableException;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.table.RowGroups;
import org.eegptspark.job.table.SegmentWriter;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SampleStorage;
import org.eegptspark.udf.metrics.ProcessMetrics;

/**
 * Reads files in a task, into a staged Parquet file.
 *
 * @param corpus how its corpus arranges files
 * @param known ids of recordings to pass over
 * @param samples how the table stores them
 * @param staging folder for staged files
 * @param bytes counts those of files that were looked at
 */
record IngestFiles(
    Broadcast<SerializableConfiguration> hadoop,
    Broadcast<HashSet<String>> known,
    LayoutChoice corpus,
    SegmentLayout layout,
    SampleStorage samples,
    String staging,
    LongAccumulator bytes)
    implements Serializable {
  private static final int ID_DIGITS = 32;

  /**
   * What became of one file.
   *
   * @param rows null where none were written
   */
  record Outcome(
      String source,
      String recordingId,
      RowGroups rows,
      int segments,
      double seconds,
      long bytes,
      List<String> losses,
      HashMap<String, Long> counts,
      String failure)
      implements Serializable {}

  /** Where a file's rows say that they are from. */
  static String sourceOf(CorpusFiles.Found found, Configuration hadoop) {
    return new HadoopRecordingFile(new Path(found.uri()), hadoop).name();
  }

  /** The staged file of a task, made once there is something to write. */
  private final class Part implements AutoCloseable {
    private final Path file =
        new Path(staging, TaskContext.get().taskAttemptId() + "-" + UUID.randomUUID() + ".parquet");

    private SegmentWriter writer;

    SegmentWriter writer() throws IOException {
      if (writer == null) {
        writer = new SegmentWriter(file, samples, hadoop.value().value());
      }
      return writer;
    }

    @Override
    public void close() throws IOException {
      if (writer != null) {
        writer.close();
      }
    }
  }

  /**
   * Reads files; where that ends in an error of the JVM, such as want of memory, each by itself
   * once more.
   */
  List<Outcome> run(List<CorpusFiles.Found> files) throws IOException {
    ProcessMetrics.join();
    Set<CorpusFiles.Found> counted = new HashSet<>();
    try {
      return read(files, counted);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError | AssertionError first) {
      List<Outcome> outcomes = new ArrayList<>();
      for (CorpusFiles.Found found : files) {
        try {
          outcomes.addAll(read(List.of(found), counted));
        } catch (OutOfMemoryError | StackOverflowError | LinkageError | AssertionError again) {
          HadoopRecordingFile file = file(found);
          outcomes.add(failed(found, file, null, file.name() + " cannot be read: " + again));
        }
      }
      return outcomes;
    } finally {
      ProcessMetrics.tell();
    }
  }

  private List<Outcome> read(List<CorpusFiles.Found> files, Set<CorpusFiles.Found> counted)
      throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    try (Part part = new Part()) {
      for (CorpusFiles.Found found : files) {
        try {
          outcomes.add(read(found, part));
        } finally {
          if (counted.add(found)) {
            bytes.add(found.bytes());
            ProcessCounter.BYTES_READ.add(found.bytes());
          }
        }
      }
    }
    return outcomes;
  }

  private HadoopRecordingFile file(CorpusFiles.Found found) {
    return new HadoopRecordingFile(new Path(found.uri()), hadoop.value().value());
  }

  private Outcome read(CorpusFiles.Found found, Part part) throws IOException {
    HadoopRecordingFile file = file(found);
    String id = null;
    try (CorpusRecording recording = open(file)) {
      id = hash(recording);
      if (known.value().contains(id)) {
        return outcome(found, file, id, null, 0, recording, null);
      }
      var empty = RecordingSegments.whyEmpty(recording.header());
      if (empty.isPresent()) {
        return outcome(found, file, id, null, 0, recording, file.name() + " " + empty.get());
      }
      return write(found, file, id, recording, part.writer());
    } catch (UnreadableException e) {
      return failed(found, file, id, e.getMessage());
    }
  }

  private CorpusRecording open(HadoopRecordingFile file) throws UnreadableException {
    try {
      return CorpusRecording.open(file, corpus);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableException(file.name(), e);
    }
  }

  private static String hash(CorpusRecording recording) throws UnreadableException {
    try {
      return recording.contentHash().substring(0, ID_DIGITS);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableException("The recording", e);
    }
  }

  private Outcome write(
      CorpusFiles.Found found,
      HadoopRecordingFile file,
      String id,
      CorpusRecording recording,
      SegmentWriter writer)
      throws IOException, UnreadableException {
    int segments;
    try {
      segments = new RecordingSegments(recording, id, file.name(), layout).forEach(writer::write);
    } catch (UnreadableException e) {
      writer.dropRecording();
      throw e;
    }
    ProcessCounter.SEGMENTS.add(segments);
    return outcome(found, file, id, writer.endRecording(), segments, recording, null);
  }

  private static Outcome outcome(
      CorpusFiles.Found found,
      HadoopRecordingFile file,
      String id,
      RowGroups rows,
      int segments,
      CorpusRecording recording,
      String failure) {
    RecordingHeader header = recording.header();
    double seconds =
        header.groups().stream()
            .mapToDouble(
                group ->
                    group.runs().stream().mapToLong(run -> run.samples()).sum()
                        / group.samplingRateHz())
            .max()
            .orElse(0);
    return new Outcome(
        file.name(),
        id,
        rows,
        segments,
        seconds,
        found.bytes(),
        new ArrayList<>(header.losses()),
        new HashMap<>(recording.counts()),
        failure);
  }

  private static Outcome failed(
      CorpusFiles.Found found, HadoopRecordingFile file, String id, String reason) {
    return new Outcome(
        file.name(),
        id,
        null,
        0,
        0,
        found.bytes(),
        new ArrayList<>(),
        new HashMap<>(),
        String.valueOf(reason));
  }
}
