package org.eegptspark.job.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.column.ParquetProperties;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.SampleStorage;
import org.eegptspark.model.recording.Segment;

/**
 * Writes segments of recordings, one recording after the other, to one Parquet file of the
 * recordings table. Each recording has row groups of its own, so that it can be left out.
 *
 * <p>A row may hold tens of megabytes, so sizes are checked after each one: memory stays at a few
 * rows, however long the recording.
 */
public final class SegmentWriter implements AutoCloseable {
  /** The recordings table's schema. */
  public static final Schema SCHEMA = schema();

  private static final Schema ANNOTATION = element("annotations");
  private static final Schema STATISTICS = element("channel_statistics");
  private static final Schema DETAIL = element("details");
  private static final long ROW_GROUP_BYTES = 16 << 20;

  private final Path file;
  private final SampleStorage storage;
  private final RowGroupWriter writer;
  private int recordingsFirstGroup;

  /**
   * Creates the file.
   *
   * @param samples how they are stored
   * @throws IOException where it exists already or cannot be written
   */
  public SegmentWriter(Path file, SampleStorage samples, Configuration hadoop) throws IOException {
    this.file = file;
    this.storage = samples;
    Configuration conf = new Configuration(hadoop);
    conf.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    // A row group is a row or few: a dictionary would be no smaller than the values.
    ParquetProperties properties =
        ParquetProperties.builder()
            .withDictionaryEncoding(false)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1)
            // Smallest and largest of byte arrays tell nothing, and each would be kept several
            // times.
            .withStatisticsEnabled("samples", false)
            .withSizeStatisticsEnabled("samples", false)
            .build();
    writer =
        new RowGroupWriter(
            NewFile.at(file, conf), SCHEMA, properties, new ZstdPages(samples), conf);
  }

  /** Appends a row of the recording under way. */
  public void write(Segment segment) throws IOException {
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put("recording_id", segment.recordingId());
    row.put("source", segment.source());
    row.put("subject", segment.subject());
    row.put("session", segment.session());
    if (segment.startedAt() != null) {
      row.put(
          "started_at",
          segment.startedAt().toEpochSecond(ZoneOffset.UTC) * 1_000_000
              + segment.startedAt().getNano() / 1_000);
    }
    row.put("sampling_rate_hz", segment.samplingRateHz());
    row.put("channels", segment.channels());
    row.put("segment", segment.segment());
    row.put("first_sample", segment.firstSample());
    row.put("n_samples", segment.samplesInCore());
    row.put("halo_before", segment.haloBefore());
    row.put("halo_after", segment.haloAfter());
    row.put("run_first_sample", segment.run().firstSample());
    row.put("run_n_samples", segment.run().samples());
    SampleStorage.Stored stored = storage.store(segment);
    row.put("encoding", stored.encoding());
    row.put("gain", Arrays.stream(segment.gain()).boxed().toList());
    row.put("offset", Arrays.stream(segment.offset()).boxed().toList());
    row.put("samples", ByteBuffer.wrap(stored.bytes()));
    row.put("annotations", annotations(segment.annotations()));
    row.put("bad_channels", segment.facts().badChannels());
    row.put("channel_statistics", statistics(segment.facts().statistics()));
    row.put("details", details(segment.facts().details()));
    writer.write(row);
    if (writer.bufferedBytes() >= ROW_GROUP_BYTES) {
      writer.endGroup();
    }
  }

  /**
   * Ends the recording under way.
   *
   * @return where its rows are, which are alone there: valid once the file is closed
   */
  public RowGroups endRecording() throws IOException {
    writer.endGroup();
    RowGroups written = new RowGroups(file.toString(), recordingsFirstGroup, writer.groups());
    recordingsFirstGroup = writer.groups();
    return written;
  }

  /** Gives the recording under way up: what is written of it belongs to none. */
  public void dropRecording() {
    writer.dropGroup();
    recordingsFirstGroup = writer.groups();
  }

  private static List<GenericRecord> annotations(List<Annotation> annotations) {
    List<GenericRecord> rows = new ArrayList<>();
    for (Annotation annotation : annotations) {
      GenericRecord row = new GenericData.Record(ANNOTATION);
      row.put("onset_s", annotation.onsetS());
      row.put("duration_s", annotation.durationS());
      row.put("text", annotation.text());
      rows.add(row);
    }
    return rows;
  }

  private static List<GenericRecord> statistics(List<ChannelStatistics> statistics) {
    List<GenericRecord> rows = new ArrayList<>();
    for (ChannelStatistics channel : statistics) {
      GenericRecord row = new GenericData.Record(STATISTICS);
      row.put("mean_uv", channel.mean());
      row.put("sd_uv", channel.sd());
      row.put("median_uv", channel.median());
      row.put("iqr_uv", channel.iqr());
      row.put("flat", channel.flat());
      row.put("clipped", channel.clipped());
      rows.add(row);
    }
    return rows;
  }

  private static List<GenericRecord> details(Map<String, String> details) {
    List<GenericRecord> rows = new ArrayList<>();
    new TreeMap<>(details)
        .forEach(
            (name, value) -> {
              GenericRecord row = new GenericData.Record(DETAIL);
              row.put("name", name);
              row.put("value", value);
              rows.add(row);
            });
    return rows;
  }

  private static Schema element(String column) {
    return SCHEMA.getField(column).schema().getElementType();
  }

  /** Writes what is buffered and closes the file. */
  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static Schema schema() {
    try (InputStream in = SegmentWriter.class.getResourceAsStream("recordings.avsc")) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
