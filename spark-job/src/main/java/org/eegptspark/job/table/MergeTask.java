package org.eegptspark.job.table;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Copies the row groups of parts into one file as they are, in order of their first rows' keys;
 * nothing is decoded.
 *
 * @param parts of Parquet files of one schema
 * @param key columns that rows are sorted by; where there are none, parts keep their order
 * @param schema of the new file
 * @param file the new one; each attempt of the task adds its number to the name
 */
record MergeTask(
    List<RowGroups> parts,
    List<String> key,
    String schema,
    String file,
    SerializableConfiguration hadoop)
    implements Serializable {

  /** A part that has rows. */
  private record Part(
      Source source, List<BlockMetaData> groups, List<Comparable<Object>> firstKey) {}

  /** A file that parts are of. */
  private record Source(InputFile file, ParquetMetadata footer) {
    List<BlockMetaData> groups(RowGroups part) {
      List<BlockMetaData> all = footer.getBlocks();
      return all.subList(part.from(), Math.min(part.to(), all.size()));
    }
  }

  /** The new file; where no part has a row, none is written. */
  DataFile run() throws IOException {
    Map<String, Source> sources = new HashMap<>();
    List<Part> sorted = new ArrayList<>();
    for (RowGroups part : parts) {
      Source source = sources.get(part.file());
      if (source == null) {
        source = source(part.file());
        sources.put(part.file(), source);
      }
      List<BlockMetaData> groups = source.groups(part);
      if (rows(groups) > 0) {
        sorted.add(new Part(source, groups, firstKey(source.file)));
      }
    }
    sorted.sort(Comparator.comparing(Part::firstKey, MergeTask::compare));
    Path target = new Path(file.replaceFirst("\\.parquet$", "-" + attempt() + ".parquet"));
    return sorted.isEmpty() ? new DataFile(target.toString(), 0, 0) : copy(sorted, target);
  }

  private Source source(String path) throws IOException {
    InputFile file = HadoopInputFile.fromPath(new Path(path), hadoop.value());
    try (ParquetFileReader reader = open(file)) {
      return new Source(file, reader.getFooter());
    }
  }

  private static long rows(List<BlockMetaData> groups) {
    return groups.stream().mapToLong(BlockMetaData::getRowCount).sum();
  }

  /** Without options of its own, a reader would parse Hadoop's files of defaults, each anew. */
  private static ParquetFileReader open(InputFile part) throws IOException {
    Configuration conf = ((HadoopInputFile) part).getConfiguration();
    return ParquetFileReader.open(part, HadoopReadOptions.builder(conf).build());
  }

  private static long attempt() {
    return TaskContext.get().taskAttemptId();
  }

  private DataFile copy(List<Part> sorted, Path target) throws IOException {
    Configuration conf = hadoop.value();
    ParquetFileWriter writer =
        new ParquetFileWriter(
            NewFile.at(target, conf),
            MessageTypeParser.parseMessageType(schema),
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    Map<String, String> metadata =
        sorted.get(0).source.footer.getFileMetaData().getKeyValueMetaData();
    long rows = 0;
    writer.start();
    for (Part part : sorted) {
      try (SeekableInputStream in = part.source.file.newStream()) {
        writer.appendRowGroups(in, part.groups, true);
      }
      rows += rows(part.groups);
    }
    writer.end(metadata);
    return new DataFile(
        target.toString(), target.getFileSystem(conf).getFileStatus(target).getLen(), rows);
  }

  /** Of the file's first row: only whole files are merged by keys. */
  private List<Comparable<Object>> firstKey(InputFile part) throws IOException {
    if (key.isEmpty()) {
      return List.of();
    }
    Configuration conf = new Configuration(hadoop.value());
    MessageType whole = MessageTypeParser.parseMessageType(schema);
    MessageType keys = new MessageType(whole.getName(), key.stream().map(whole::getType).toList());
    conf.set(ReadSupport.PARQUET_READ_SCHEMA, keys.toString());
    try (ParquetReader<Group> reader = new GroupReaders(part).withConf(conf).build()) {
      Group row = reader.read();
      return key.stream().map(column -> value(row, column)).toList();
    }
  }

  /** Builds readers of a file, with the configuration that the file came with. */
  private static final class GroupReaders extends ParquetReader.Builder<Group> {
    GroupReaders(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  /** Text, or an integer as a long. */
  @SuppressWarnings("unchecked")
  private static Comparable<Object> value(Group row, String column) {
    PrimitiveTypeName type = row.getType().getType(column).asPrimitiveType().getPrimitiveTypeName();
    Comparable<?> value =
        switch (type) {
          case INT32 -> (long) row.getInteger(column, 0);
          case INT64 -> row.getLong(column, 0);
          default -> row.getString(column, 0);
        };
    return (Comparable<Object>) value;
  }

  private static int compare(List<Comparable<Object>> a, List<Comparable<Object>> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
