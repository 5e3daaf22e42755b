package org.eegptspark.job.corpus.parquet;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ArrayDescription;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup.Signal;

/**
 * The columns that hold the channels.
 *
 * @param columns one a channel; a single one where a column of lists holds all
 * @param channels number of channels
 * @param encoding the narrowest that holds every channel's numbers
 */
record ParquetColumns(List<Column> columns, int channels, SampleEncoding encoding) {
  /** Parquet's library reads a column of a row group as a whole. */
  private static final long MAX_CHUNK_BYTES = 512L << 20;

  /**
   * A column of numbers.
   *
   * @param descriptor Parquet's
   * @param alone a schema of it alone
   * @param type of its numbers
   * @param width numbers a row
   */
  record Column(ColumnDescriptor descriptor, MessageType alone, ParquetNumber type, int width) {
    /** Its name, for messages. */
    String name() {
      return descriptor.getPath()[0];
    }
  }

  /**
   * Finds the described channels; other columns are passed over.
   *
   * @throws BadInputException where one is missing, or not of numbers
   */
  static ParquetColumns find(String name, MessageType schema, ArrayDescription description) {
    int channels = description.signals().size();
    List<Column> columns = new ArrayList<>();
    if (description.array().isPresent()) {
      columns.add(column(name, schema, description.array().get(), channels, true));
    } else {
      for (Signal signal : description.signals()) {
        columns.add(column(name, schema, signal.label(), 1, false));
      }
    }
    SampleEncoding encoding =
        columns.stream()
            .map(column -> column.type().stored().encoding())
            .reduce(SampleEncoding::and)
            .orElseThrow();
    return new ParquetColumns(columns, channels, encoding);
  }

  private static Column column(
      String name, MessageType schema, String wanted, int width, boolean list) {
    check(
        schema.containsField(wanted),
        "%s: has no column %s, which its JSON file names: it has %s",
        name,
        wanted,
        schema.getFields().stream().map(Type::getName).limit(100).toList());
    MessageType alone = new MessageType(schema.getName(), schema.getType(wanted));
    List<ColumnDescriptor> leaves = alone.getColumns();
    boolean fits = leaves.size() == 1 && leaves.get(0).getMaxRepetitionLevel() == (list ? 1 : 0);
    check(
        fits && (list || alone.getType(wanted).isPrimitive()),
        "%s: column %s holds %s: expected %s",
        name,
        wanted,
        alone.getType(wanted).isPrimitive() ? "a number a row" : "lists or structures",
        list ? "lists of numbers, as its JSON file says" : "a number a row");
    ParquetNumber type = ParquetNumber.of(name, wanted, leaves.get(0).getPrimitiveType());
    return new Column(leaves.get(0), alone, type, width);
  }

  /**
   * Checks what the footer promises before anything is read of it.
   *
   * @param fileBytes size of the file
   * @throws BadInputException where a column of a row group does not lie in the file, is too large
   *     to be read, or has more or fewer numbers than rows
   */
  void checkChunks(String name, List<BlockMetaData> rowGroups, long fileBytes) {
    for (BlockMetaData rowGroup : rowGroups) {
      for (Column column : columns) {
        ColumnChunkMetaData chunk = chunk(name, rowGroup, column);
        long start = chunk.getStartingPos();
        long bytes = chunk.getTotalSize();
        check(
            start >= 0 && bytes >= 0 && bytes <= fileBytes - start,
            "%s: is cut: column %s takes %s bytes from byte %s on, and the file has %s; copy it"
                + " again",
            name,
            column.name(),
            bytes,
            start,
            fileBytes);
        check(
            bytes <= MAX_CHUNK_BYTES,
            "%s: column %s takes %s bytes in a row group, more than %s: write it again with smaller"
                + " row groups",
            name,
            column.name(),
            bytes,
            MAX_CHUNK_BYTES);
        long rows = rowGroup.getRowCount();
        check(
            rows >= 0 && chunk.getValueCount() == Math.multiplyExact(rows, (long) column.width()),
            "%s: column %s has %s numbers in a row group of %s rows: expected %s a row",
            name,
            column.name(),
            chunk.getValueCount(),
            rows,
            column.width());
      }
    }
  }

  private static ColumnChunkMetaData chunk(String name, BlockMetaData rowGroup, Column column) {
    ColumnPath path = ColumnPath.get(column.descriptor().getPath());
    return rowGroup.getColumns().stream()
        .filter(chunk -> chunk.getPath().equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s: a row group lacks column %s: it is damaged", name, column.name()));
  }
}
