package org.eegptspark.job.action;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
import org.eegptspark.job.table.SegmentWriter;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SampleStorage;
import org.eegptspark.udf.metrics.ProcessMetrics;

/**
 * Reads one file in a task, into a staged Parquet file of its own.
 *
 * @param corpus how its corpus arranges files
 * @param known ids of recordings to pass over
 * @param samples how the table stores them
 * @param staging folder for staged files
 * @param bytes counts those of files that were looked at
 */
record IngestFile(
    Broadcast<SerializableConfiguration> hadoop,
    Broadcast<HashSet<String>> known,
    LayoutChoice corpus,
    SegmentLayout layout,
    SampleStorage samples,
    String staging,
    LongAccumulator bytes)
    implements Serializable {
  private static final int ID_DIGITS = 32;

  /** What became of one file. */
  record Outcome(
      String source,
      String recordingId,
      String stagedFile,
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

  /** Reads a file; where that ends in an error of the JVM, such as want of memory, once more. */
  Outcome run(CorpusFiles.Found found) throws IOException {
    ProcessMetrics.join();
    try {
      return read(found);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError | AssertionError first) {
      try {
        return read(found);
      } catch (OutOfMemoryError | StackOverflowError | LinkageError | AssertionError again) {
        HadoopRecordingFile file =
            new HadoopRecordingFile(new Path(found.uri()), hadoop.value().value());
        return failed(found, file, null, file.name() + " cannot be read: " + again);
      }
    } finally {
      bytes.add(found.bytes());
      ProcessCounter.BYTES_READ.add(found.bytes());
      ProcessMetrics.tell();
    }
  }

  private Outcome read(CorpusFiles.Found found) throws IOException {
    Configuration conf = hadoop.value().value();
    HadoopRecordingFile file = new HadoopRecordingFile(new Path(found.uri()), conf);
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
      return write(found, file, id, recording);
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
      CorpusFiles.Found found, HadoopRecordingFile file, String id, CorpusRecording recording)
      throws IOException, UnreadableException {
    Path staged = new Path(staging, id + "-" + TaskContext.get().taskAttemptId() + ".parquet");
    int segments;
    try (SegmentWriter writer = new SegmentWriter(staged, samples, hadoop.value().value())) {
      segments = new RecordingSegments(recording, id, file.name(), layout).forEach(writer::write);
      ProcessCounter.SEGMENTS.add(segments);
    } catch (UnreadableException e) {
      FileSystem files = staged.getFileSystem(hadoop.value().value());
      files.delete(staged, false);
      throw e;
    }
    return outcome(found, file, id, staged.toString(), segments, recording, null);
  }

  private static Outcome outcome(
      CorpusFiles.Found found,
      HadoopRecordingFile file,
      String id,
      String staged,
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
        staged,
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
